//! How pods end: restart policies, and the time between the signal and the kill.

use super::{Scene, problem};
use crate::bundle::index::{ContainerAt, Pods};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::Object;

/// Seconds that a pod has to end when it does not say.
const GRACE: i64 = 30;

/// Restart policies fit the workload, and pauses before the end leave time to end.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        restart(pods, sink);
        let grace = pods.spec.termination_grace_period_seconds.unwrap_or(GRACE);
        for at in pods.containers() {
            pause(pods, &at, grace, sink);
        }
    }
}

fn restart(pods: &Pods<'_>, sink: &mut Sink) {
    let policy = pods.spec.restart_policy.as_deref().unwrap_or("Always");
    let (allowed, help) = match pods.emitted.object {
        Object::Job(_) | Object::CronJob(_) => (["OnFailure", "Never"].as_slice(), "write `OnFailure` or `Never`"),
        _ => (["Always"].as_slice(), "remove it: pods of this kind always restart"),
    };
    if !allowed.contains(&policy) {
        let said = format!("is `{policy}`, which this kind cannot have");
        sink.push(problem(&codes::RESTART_POLICY, pods.emitted, &pods.field("restartPolicy"), said).help(help));
    }
}

fn pause(pods: &Pods<'_>, at: &ContainerAt<'_>, grace: i64, sink: &mut Sink) {
    let hook = at.container.lifecycle.as_ref().and_then(|lifecycle| lifecycle.pre_stop.as_ref());
    let Some(sleep) = hook.and_then(|hook| hook.sleep.as_ref()) else { return };
    let (code, said) = match sleep.seconds {
        seconds if seconds < 0 => (&codes::SLEEP_OVER_GRACE, format!("is {seconds}")),
        seconds if seconds > grace => {
            (&codes::SLEEP_OVER_GRACE, format!("is {seconds}, but the pod is killed after {grace}"))
        }
        seconds if seconds == grace => {
            (&codes::NO_TIME_TO_END, format!("is {seconds}, as long as the pod has to end: it is killed at once"))
        }
        _ => return,
    };
    let problem = problem(code, pods.emitted, &at.field("lifecycle.preStop.sleep.seconds"), said);
    sink.push(problem.help("shorten it, or raise `terminationGracePeriodSeconds`"));
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{account, cron_job, found, shop};
    use k8s_openapi::api::core::v1::{Lifecycle, LifecycleHandler, SleepAction};

    #[test]
    fn restart_policies_fit_the_kind() {
        assert_eq!(
            found(shop().pod(|pod| pod.restart_policy = Some("Never".to_owned()))),
            ["K0408 Deployment/cart: `spec.template.spec.restartPolicy` is `Never`, which this kind cannot have"]
        );
        let mut report = cron_job("report");
        assert_eq!(found(shop().with([account("report"), report.clone().into()])), [""; 0]);
        let spec = report.spec.job_template.spec.as_mut().unwrap();
        spec.template.spec.as_mut().unwrap().restart_policy = None;
        assert_eq!(
            found(shop().with([account("report"), report.into()])),
            [
                "K0408 CronJob/report: `spec.jobTemplate.spec.template.spec.restartPolicy` is `Always`, which this kind cannot have"
            ]
        );
    }

    #[test]
    fn pauses_leave_time_to_end() {
        let pausing = |seconds| {
            let sleep = LifecycleHandler { sleep: Some(SleepAction { seconds }), ..LifecycleHandler::default() };
            let lifecycle = Lifecycle { pre_stop: Some(sleep), ..Lifecycle::default() };
            found(shop().container(|app| app.lifecycle = Some(lifecycle.clone())))
        };
        let field = "Deployment/cart: `spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds`";
        assert_eq!(pausing(29), [""; 0]);
        assert_eq!(pausing(-1), [format!("K0409 {field} is -1")]);
        assert_eq!(pausing(31), [format!("K0409 {field} is 31, but the pod is killed after 30")]);
        assert_eq!(pausing(30), [format!("K0410 {field} is 30, as long as the pod has to end: it is killed at once")]);
    }
}
