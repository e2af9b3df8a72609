//! Many objects, checked in a time that grows with their number.

use super::support::{
    account, budget, deployment, emitted, found_in, gateway, http_route, namespace, policy, quota, scaler, selector,
    service,
};
use crate::kubernetes::{Emitted, Object};

/// So many components with five objects each, and what they share.
fn bundle(components: usize) -> Vec<Emitted> {
    let mut objects = vec![namespace("shop"), gateway("public").into(), quota("shop", &[("pods", "1M")])];
    for number in 0..components {
        let name = format!("part-{number}");
        let mut workload = deployment(&name);
        workload.spec.replicas = None;
        let own: [Object; 7] = [
            account(&name),
            workload.into(),
            service(&name).into(),
            budget(&name).into(),
            scaler(&name).into(),
            policy(&name, selector("app", &name)),
            http_route(&name, &name, 80).into(),
        ];
        objects.extend(own);
    }
    objects.into_iter().enumerate().map(|(at, object)| emitted(object, &format!("{at}.yaml"))).collect()
}

#[test]
fn ten_thousand_objects_are_checked() {
    let objects = bundle(1429);
    assert!(objects.len() > 10_000);
    assert_eq!(found_in(objects), [""; 0]);
}

#[test]
fn ten_thousand_problems_are_told() {
    let mut objects = bundle(1429);
    for emitted in &mut objects {
        if let Object::Deployment(workload) = &mut emitted.object {
            workload.spec.template.spec.as_mut().unwrap().service_account_name = Some("nobody".to_owned());
        }
    }
    assert_eq!(found_in(objects).len(), 1429);
}

/// All Services and budgets select all pods: no list of pods is gone through for each of them.
#[test]
fn labels_that_all_pods_share_are_no_trap() {
    let mut objects = bundle(700);
    for emitted in &mut objects {
        match &mut emitted.object {
            Object::Deployment(workload) => {
                let metadata = workload.spec.template.metadata.as_mut().unwrap();
                metadata.labels.as_mut().unwrap().insert("shared".to_owned(), "yes".to_owned());
            }
            Object::Service(service) => {
                service.spec.as_mut().unwrap().selector = Some([("shared".to_owned(), "yes".to_owned())].into());
            }
            Object::PodDisruptionBudget(budget) => {
                budget.spec.as_mut().unwrap().selector = Some(selector("shared", "yes"));
            }
            _ => {}
        }
    }
    let found = found_in(objects);
    assert_eq!(found.len(), 699);
    assert!(found.iter().all(|line| line.starts_with("K0210")));
}
