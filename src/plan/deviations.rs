//! Findings of scanners that follow from choices, each with its reason.

use super::model::{ComponentPlan, Deviation, Scale};
use crate::architecture::model::{Access, Architecture, Component, Piece, Pods, Posture, WholeMap};
use crate::catalog::engines::{EnvSource, EnvVar};

/// All deviations of an environment, sorted.
pub fn deviations(architecture: &Architecture, components: &[ComponentPlan]) -> Vec<Deviation> {
    let mut found = Vec::new();
    if architecture.posture == Posture::Standard {
        of_the_posture(architecture, &mut found);
    }
    for (component, plan) in architecture.components.iter().zip(components) {
        let (Some(pods), Some(plan)) = (component.pods(), &plan.pods) else { continue };
        let subject = component.name.to_string();
        let mut add = |finding: &str, because: &str, remedy: &str| {
            found.push(Deviation {
                subject: subject.clone(),
                finding: finding.to_owned(),
                because: because.to_owned(),
                remedy: remedy.to_owned(),
            });
        };
        if pods.user.value.uid < 10_001 {
            let finding = format!("user {} is below 10001 (CKV_K8S_40, KSV-0020)", pods.user.value.uid);
            add(&finding, "the image or the blueprint asks for it", "an image that runs as any user, and no `user:`");
        }
        let whole = pods.whole_maps().any(|map| matches!(map, WholeMap::Secret(_)));
        if whole || pods.texts().flat_map(|text| &text.pieces).any(|piece| matches!(piece, Piece::Secret { .. })) {
            add(
                "a secret in an environment variable (CKV_K8S_35, C-0207)",
                "the program reads it from there",
                "`secretFiles`, and a program that reads a file",
            );
        }
        if pods.image.value.digest.is_none() || pods.steps().any(|step| step.image.value.digest.is_none()) {
            add(
                "an image without a digest (CKV_K8S_43)",
                "the blueprint names a tag",
                "`groundplan image set` with the digest",
            );
        }
        if pods.migration.is_some() || pods.access.as_ref().is_some_and(Access::calls_api) {
            let finding = "a token for the API in a container (CKV_K8S_38, KSV-0036)";
            add(finding, "the blueprint gives it rights, or it waits for its migration", "no `access.kubernetes`");
        }
        if component.ports.iter().any(|port| port.target < 1024) {
            add("a container port below 1024 (KSV-0117)", "the blueprint says so", "a port from 1024");
        }
        if let Some((because, remedy)) = opens_without_credentials(component, pods) {
            add("a store without credentials: whoever the policies admit may read and write", because, remedy);
        }
        if plan.liveness.is_none() && !component.kind.is_finite() && architecture.posture == Posture::Strict {
            add(
                "no liveness check (CKV_K8S_8)",
                "the component has no port that could be checked",
                "`probes: {liveness: {exec: [command]}}`",
            );
        }
        let alone = plan.scale.bounds().0 == 1 && !matches!(plan.scale, Scale::PerNode(_));
        if alone && !component.kind.is_finite() {
            add(
                "a single replica (deploymentMissingReplicas, minimum-three-replicas)",
                "a store has one member, or the blueprint says so",
                "more replicas, or a managed store",
            );
        }
    }
    found.sort();
    found
}

/// Why an engine asks for no credentials, and what would change that; none where it does.
fn opens_without_credentials(component: &Component, pods: &Pods) -> Option<(&'static str, &'static str)> {
    let engine = component.engine?;
    let secret = |variable: &&EnvVar| matches!(variable.source, EnvSource::Secret { .. });
    let names: Vec<&str> = engine.env.iter().filter(secret).map(|variable| variable.name).collect();
    if names.is_empty() {
        return Some(("the engine is run without them", "a managed store, or settings of your own"));
    }
    let given = pods.env.iter().any(|variable| names.contains(&variable.name.as_str()));
    (!given).then_some(("no secret is declared for it", "`secrets: {auth: {secret: NAME, keys: {…}}}` at the store"))
}

/// What the posture standard leaves to careful operators.
fn of_the_posture(architecture: &Architecture, found: &mut Vec<Deviation>) {
    let remedy = "`posture: strict`";
    let rows = [
        (
            "no CPU limits (CKV_K8S_11, KSV-0011, C-0270)",
            "a limit throttles a pod while the node stands idle; requests already share the CPU fairly",
        ),
        (
            "no liveness checks where none are asked for (CKV_K8S_8)",
            "a check invented from readiness restarts a service when it is busiest",
        ),
        (
            "images are pulled as Kubernetes chooses (CKV_K8S_15)",
            "a registry that is down must not keep pods from starting",
        ),
        (
            "no bound on scratch space (container-ephemeral-storage-request-and-limit)",
            "what programs write to their log is seldom known",
        ),
        (
            "quota and LimitRange say nothing about CPU limits (KSV-0039, KSV-0040)",
            "they would refuse every pod without one, or inject it",
        ),
        ("no priority class (priorityClassNotSet)", "the platform's classes are chosen component by component"),
    ];
    for (finding, because) in rows {
        found.push(Deviation {
            subject: architecture.environment.clone(),
            finding: finding.to_owned(),
            because: because.to_owned(),
            remedy: remedy.to_owned(),
        });
    }
}
