//! Delivery: the steps of a rollout, and the ways back.

use super::attacks;
use super::environments::directory;
use crate::architecture::model::{Body, Component, EntryProtocol};
use crate::document::facts::Facts;
use crate::kubernetes::Object;
use crate::plan::{PodPlan, ProbePlan, RolloutPlan, Scale, Workload};
use serde::Serialize;
use std::collections::BTreeMap;

/// One step of a delivery, or one way back.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// What is done, or when this way is taken.
    pub step: String,
    /// Why it is done so.
    pub rationale: String,
    /// The workloads and objects that it touches.
    pub affected: Vec<String>,
    /// Commands.
    pub commands: Vec<String>,
    /// Commands that show that it worked.
    pub verify: Vec<String>,
    /// What it does not bring back, or how it is taken back.
    pub limits: String,
}

/// The steps of a delivery, in order.
pub fn steps(facts: &Facts<'_>) -> Vec<StepView> {
    let mut steps = Vec::new();
    steps.extend(rehearsal(facts));
    let directory = directory(facts.lead);
    steps.extend(namespace_first(facts, &directory));
    steps.extend(required(facts));
    let objects = facts.lead.bundle.objects().len();
    steps.push(StepView {
        step: "Look at the difference".to_owned(),
        rationale:
            "a changed pod template restarts that workload; a difference that nobody expected stops the delivery"
                .to_owned(),
        affected: vec![format!("{objects} objects")],
        commands: vec![format!("kubectl diff -k {directory}")],
        verify: vec!["exit status 0: nothing would change; 1: the difference is shown".to_owned()],
        limits: "it changes nothing".to_owned(),
    });
    steps.push(StepView {
        step: "Apply".to_owned(),
        rationale: "Namespace and policies are in the same folder, so that nothing runs before it is isolated"
            .to_owned(),
        affected: vec![format!("namespace {}", facts.namespace())],
        commands: vec![format!("kubectl apply -k {directory}")],
        verify: rollouts(facts),
        limits: "the ways back below".to_owned(),
    });
    steps.extend(migrations(facts));
    steps.extend(entries(facts));
    steps
}

/// What new pods wait for.
fn migrations(facts: &Facts<'_>) -> Option<StepView> {
    let architecture = facts.architecture();
    let mut waiting: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, component, ..) in facts.running() {
        let Some(job) = component.pods().and_then(|pods| architecture.component(pods.migration?)) else { continue };
        waiting.entry(job.name.to_string()).or_default().push(component.name.to_string());
    }
    let objects = facts.lead.bundle.objects().iter();
    let jobs: Vec<String> = objects
        .filter(|emitted| matches!(emitted.object, Object::Job(_)))
        .filter(|emitted| emitted.component.as_ref().is_some_and(|component| waiting.contains_key(component)))
        .filter_map(|emitted| emitted.object.metadata().name.clone())
        .collect();
    let namespace = facts.namespace();
    (!jobs.is_empty()).then(|| StepView {
        step: "Let the migrations end".to_owned(),
        rationale: "new pods wait for them, and until then those of the last release serve: each migration must leave them able to work".to_owned(),
        affected: waiting.iter().map(|(job, pods)| format!("{job}: {}", pods.join(", "))).collect(),
        commands: jobs.iter().map(|job| format!("kubectl -n {namespace} logs job/{job} --follow")).collect(),
        verify: jobs
            .iter()
            .map(|job| format!("kubectl -n {namespace} wait --for=condition=complete job/{job} --timeout=1h"))
            .collect(),
        limits: "what a migration did to the data, no manifest takes back; one that failed is mended by a release that changes it, and its Job is a new one then".to_owned(),
    })
}

/// Before the first delivery: Secrets need the namespace, and the namespace is one of the manifests.
fn namespace_first(facts: &Facts<'_>, directory: &str) -> Option<StepView> {
    let namespace = &facts.architecture().namespace;
    let secrets = facts.plan().requires.iter().any(|needed| needed.kind == "Secret");
    (namespace.managed && secrets).then(|| StepView {
        step: "Before the first delivery: make the namespace, then its Secrets".to_owned(),
        rationale: format!(
            "the required Secrets live in {}, which the delivery itself would make too late",
            namespace.name
        ),
        affected: vec![format!("namespace {}", namespace.name)],
        commands: vec![format!("kubectl apply -f {directory}/manifests/_namespace.yaml")],
        verify: vec![format!("kubectl get namespace {}", namespace.name)],
        limits: "it is one of the manifests, so later deliveries find it unchanged".to_owned(),
    })
}

/// The other environments first, and what they can show.
fn rehearsal(facts: &Facts<'_>) -> Option<StepView> {
    let lead = &facts.architecture().environment;
    let others: Vec<_> = facts.all.iter().filter(|compiled| compiled.architecture.environment != *lead).collect();
    let peaks = |compiled: &crate::document::Compiled| {
        let entries = compiled.architecture.entry_points.iter();
        let loads = entries.filter_map(|entry| Some(format!("{} {}", entry.name, entry.load.as_ref()?.peak.value)));
        format!("{} ({})", compiled.architecture.environment, loads.collect::<Vec<_>>().join(", "))
    };
    let planned: Vec<String> = others.iter().map(|compiled| peaks(compiled)).collect();
    (!others.is_empty()).then(|| StepView {
        step: "Deliver to the other environments first".to_owned(),
        rationale: format!(
            "they are planned for other peaks than {}: {}; they show errors, not capacity",
            peaks(facts.lead),
            planned.join(", ")
        ),
        affected: others.iter().map(|compiled| format!("namespace {}", compiled.architecture.namespace.name)).collect(),
        commands: others.iter().map(|compiled| format!("kubectl apply -k {}", directory(compiled))).collect(),
        verify: others
            .iter()
            .map(|compiled| format!("kubectl -n {} get deployments,statefulsets", compiled.architecture.namespace.name))
            .collect(),
        limits: "each has the same ways back, in its own namespace".to_owned(),
    })
}

/// What has to be there first.
fn required(facts: &Facts<'_>) -> Option<StepView> {
    let needs = super::security::requirements(facts);
    let commands: Vec<String> =
        needs.iter().filter(|need| need.verify.starts_with("kubectl")).map(|need| need.verify.clone()).collect();
    (!needs.is_empty()).then(|| StepView {
        step: format!("Check the {} that must exist", counted(needs.len(), "object", "objects")),
        rationale: "the manifests refer to them and do not make them: without one, a pod does not start or a route is not served"
            .to_owned(),
        affected: needs.iter().map(|need| format!("{}/{}", need.kind, need.name)).collect(),
        verify: vec!["each command prints the object".to_owned()],
        commands,
        limits: "it changes nothing".to_owned(),
    })
}

fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("one {one}") } else { format!("{count} {many}") }
}

/// One command for each workload, stores first, with the time that its rollout may take.
fn rollouts(facts: &Facts<'_>) -> Vec<String> {
    let mut all: Vec<(bool, String)> = Vec::new();
    for (_, component, _, plan) in facts.running() {
        let Some(rollout) = &plan.rollout else { continue };
        let kind = plan.workload.value.kind().to_lowercase();
        let (namespace, deadline) = (facts.namespace(), longest(plan, rollout.value));
        let line = format!("kubectl -n {namespace} rollout status {kind}/{} --timeout={deadline}s", component.name);
        all.push((!component.kind.is_store(), line));
    }
    all.sort();
    all.into_iter().map(|(_, line)| line).collect()
}

/// Seconds for a node, an image and a disk, before a pod begins to start.
const BEFORE_START: u32 = 60;

/// Seconds that a rollout may take in all: where one pod goes after the other, each may need its whole time to end and to start.
fn longest(plan: &PodPlan, rollout: RolloutPlan) -> u32 {
    if !matches!(plan.workload.value, Workload::StatefulSet | Workload::DaemonSet) {
        return rollout.deadline;
    }
    let sidecars = plan.sidecars.iter().filter_map(|sidecar| sidecar.startup.as_ref());
    let windows = plan.startup.iter().chain(sidecars).map(|probe| {
        let ProbePlan { delay, period, failures, .. } = probe.value;
        period.saturating_mul(failures).saturating_add(delay)
    });
    let known = [plan.grace.value, rollout.min_ready, BEFORE_START];
    let each = windows.chain(known).fold(0, u32::saturating_add);
    let others = plan.scale.bounds().1.saturating_sub(1);
    let all = rollout.deadline.max(each).saturating_add(others.saturating_mul(each));
    all.div_ceil(60).saturating_mul(60)
}

/// The entry points, asked from outside.
fn entries(facts: &Facts<'_>) -> Option<StepView> {
    let architecture = facts.architecture();
    let mut commands = Vec::new();
    for entry in &architecture.entry_points {
        if entry.host.is_none() {
            continue;
        }
        for route in &entry.routes {
            commands.push(match entry.protocol {
                EntryProtocol::Tcp => format!("nc -vz {}", attacks::address(entry, route, " ")),
                // Nothing tells from outside whether datagrams arrive, but the program itself.
                EntryProtocol::Udp => continue,
                _ => {
                    let url = attacks::url(entry, route, "http");
                    format!("curl -sS -o /dev/null -w '%{{http_code}}\\n' {url}")
                }
            });
        }
    }
    (!commands.is_empty()).then(|| StepView {
        step: "Ask the entry points from outside".to_owned(),
        rationale: "a rollout that is complete says nothing of the gateway, its certificate and DNS".to_owned(),
        affected: architecture.entry_points.iter().map(|entry| entry.name.clone()).collect(),
        commands,
        verify: vec!["a status below 500 from every path, and a connection to every port of TCP".to_owned()],
        limits: "it changes nothing".to_owned(),
    })
}

/// The ways back.
pub fn rollback(facts: &Facts<'_>) -> Vec<StepView> {
    let mut ways = vec![whole(facts)];
    ways.extend(in_a_hurry(facts));
    ways.extend(stateful(facts));
    ways.extend(configuration(facts));
    ways.extend(runs(facts));
    for (_, component, _) in facts.components() {
        ways.extend(data(facts, component));
        ways.extend(put_back(facts, component));
    }
    ways
}

fn whole(facts: &Facts<'_>) -> StepView {
    let directory = directory(facts.lead);
    StepView {
        step: "The whole release: go back to the manifests before it".to_owned(),
        rationale: format!(
            "`{directory}` is committed, so the last good release is a commit; what is undone in the cluster alone comes back with the next apply"
        ),
        affected: facts.running().map(|(_, component, ..)| component.name.to_string()).collect(),
        commands: vec!["git revert --no-edit \"$RELEASE_COMMIT\"".to_owned(), format!("kubectl apply -k {directory}")],
        verify: vec![format!("kubectl diff -k {directory}")],
        limits: "objects that the release added stay until they are pruned; data stays as it is".to_owned(),
    }
}

fn workloads<'a>(facts: &'a Facts<'_>, kind: Workload) -> impl Iterator<Item = (&'a Component, &'a PodPlan)> {
    facts
        .running()
        .filter(move |(.., plan)| plan.workload.value == kind)
        .map(|(_, component, _, plan)| (component, plan))
}

fn names<'a>(all: impl Iterator<Item = (&'a Component, &'a PodPlan)>) -> Vec<String> {
    all.map(|(component, _)| component.name.to_string()).collect()
}

/// Deployments keep their former pod templates.
fn in_a_hurry(facts: &Facts<'_>) -> Option<StepView> {
    let namespace = facts.namespace();
    let affected = names(workloads(facts, Workload::Deployment));
    let scaled: Vec<&str> = workloads(facts, Workload::Deployment)
        .filter(|(_, plan)| matches!(plan.scale, Scale::Auto { .. }))
        .map(|(component, _)| component.name.as_str())
        .collect();
    let scale = match scaled.as_slice() {
        [] => "the number of pods is not changed".to_owned(),
        names => format!("the number of pods is not changed: autoscalers own it for {}", names.join(", ")),
    };
    (!affected.is_empty()).then(|| StepView {
        step: "One Deployment at once: go back to its former pods".to_owned(),
        rationale: "the former ReplicaSet still exists, so no build and no registry is needed for its template"
            .to_owned(),
        commands: affected
            .iter()
            .map(|name| format!("kubectl -n {namespace} rollout undo deployment/{name}"))
            .collect(),
        verify: affected
            .iter()
            .map(|name| format!("kubectl -n {namespace} rollout status deployment/{name}"))
            .collect(),
        limits: format!("{scale}; revert the commit too, or the next apply brings the release back"),
        affected,
    })
}

fn stateful(facts: &Facts<'_>) -> Option<StepView> {
    let namespace = facts.namespace();
    let affected = names(workloads(facts, Workload::StatefulSet));
    let undo = |(component, plan): (&Component, &PodPlan)| {
        let name = &component.name;
        let mut commands = vec![format!("kubectl -n {namespace} rollout undo statefulset/{name}")];
        if plan.scale.bounds().1 == 1 {
            commands.push(format!("kubectl -n {namespace} delete pod {name}-0"));
        } else {
            commands.push(format!("kubectl -n {namespace} get pods -l groundplan.dev/component={name}"));
            commands.push(format!("kubectl -n {namespace} delete pod \"$POD_NOT_READY\""));
        }
        commands
    };
    (!affected.is_empty()).then(|| StepView {
        step: "One StatefulSet: go back to its former pods".to_owned(),
        rationale: "a rollout goes from the highest ordinal down and stops at a pod that never becomes ready; that pod is not replaced by itself: it has to be deleted"
            .to_owned(),
        commands: workloads(facts, Workload::StatefulSet).flat_map(undo).collect(),
        verify: affected.iter().map(|name| format!("kubectl -n {namespace} rollout status statefulset/{name}")).collect(),
        limits: "the disk stays as the release left it: a format that the former version cannot read needs the data's own way back"
            .to_owned(),
        affected,
    })
}

/// `ConfigMaps` are immutable and named for their content.
fn configuration(facts: &Facts<'_>) -> Option<StepView> {
    let namespace = facts.namespace();
    let affected = facts.objects("ConfigMap", None);
    (!affected.is_empty()).then(|| StepView {
        step: "Configuration: the former ConfigMap is still there".to_owned(),
        rationale: "ConfigMaps are immutable and their names end in a digest of their content: former pods name the former map, so undoing the workload brings its configuration back"
            .to_owned(),
        commands: vec![format!("kubectl -n {namespace} get configmap")],
        verify: affected.iter().map(|name| format!("kubectl -n {namespace} get configmap {name}")).collect(),
        limits: "pruning removes maps that no manifest names any more: do not prune before the release is accepted".to_owned(),
        affected,
    })
}

/// What runs on a schedule or once.
fn runs(facts: &Facts<'_>) -> Vec<StepView> {
    let namespace = facts.namespace();
    let mut ways = Vec::new();
    let crons = names(workloads(facts, Workload::CronJob));
    if !crons.is_empty() {
        ways.push(StepView {
            step: "Scheduled runs: stop them while the release is undone".to_owned(),
            rationale: "a run that starts in between would work with the bad version".to_owned(),
            commands: crons.iter().map(|name| suspend(namespace, name, true)).collect(),
            verify: vec![format!("kubectl -n {namespace} get cronjob {}", crons.join(" "))],
            limits: format!(
                "start them again: {}",
                crons.iter().map(|name| suspend(namespace, name, false)).collect::<Vec<_>>().join("; ")
            ),
            affected: crons,
        });
    }
    let jobs = facts.objects("Job", None);
    if !jobs.is_empty() {
        ways.push(StepView {
            step: "Jobs: they ran, and do not run again by themselves".to_owned(),
            rationale: "a Job is immutable and its name ends in a digest of its template: a former template is a Job that already ran"
                .to_owned(),
            commands: jobs.iter().map(|name| format!("kubectl -n {namespace} logs job/{name}")).collect(),
            verify: vec![format!("kubectl -n {namespace} get job {}", jobs.join(" "))],
            limits: "what a Job wrote is undone by hand".to_owned(),
            affected: jobs,
        });
    }
    ways
}

fn suspend(namespace: &str, name: &str, value: bool) -> String {
    format!("kubectl -n {namespace} patch cronjob/{name} --type=merge -p '{{\"spec\":{{\"suspend\":{value}}}}}'")
}

/// The data of a store.
fn data(facts: &Facts<'_>, component: &Component) -> Option<StepView> {
    if !component.kind.is_store() {
        return None;
    }
    let name = component.name.as_str();
    match &component.body {
        Body::Managed(managed) => Some(StepView {
            step: format!("Data of {name}"),
            rationale: format!("the provider keeps it at {}:{}", managed.host, managed.port),
            affected: callers(facts, name),
            commands: Vec::new(),
            verify: vec!["the time of the last backup, in the provider's console".to_owned()],
            limits: "the blueprint says nothing of backups: how far back one can go is unknown".to_owned(),
        }),
        Body::Operated(operated) => Some(StepView {
            step: format!("Data of {name}"),
            rationale: format!("its operator keeps it, on {} members", operated.replicas.value),
            affected: callers(facts, name),
            commands: Vec::new(),
            verify: vec!["the time of the last backup, in the status of the custom resource".to_owned()],
            limits: "backups are in the custom resource, of which the blueprint says nothing: how far back one can go is unknown".to_owned(),
        }),
        Body::Pods(pods) if !pods.disks.is_empty() => Some(StepView {
            step: format!("Data of {name}: copy it before the release"),
            rationale: format!(
                "one disk, {}, and no replica: nothing else has this data",
                pods.disks.iter().map(|disk| disk.size.value.to_string()).collect::<Vec<_>>().join(", ")
            ),
            affected: callers(facts, name),
            commands: dump(facts, component),
            verify: vec![format!("kubectl -n {} get pvc -l groundplan.dev/component={name}", facts.namespace())],
            limits: match component.engine.map(|engine| engine.name) {
                Some("rabbitmq") => "queues, exchanges and users are copied; messages on their way are not".to_owned(),
                Some("nats" | "kafka" | "opensearch") => {
                    "no single command of the engine copies it: copy the disk with the storage's own snapshot"
                        .to_owned()
                }
                Some(_) => "what is written after the copy is not in it".to_owned(),
                None => "the engine is not known here: copy the disk with the storage's own snapshot".to_owned(),
            },
        }),
        _ => None,
    }
}

fn callers(facts: &Facts<'_>, name: &str) -> Vec<String> {
    let Some((id, _)) = facts.architecture().find(name) else { return Vec::new() };
    let calls = facts.architecture().calls_to(id);
    calls.map(|call| facts.target(crate::architecture::model::Target::Component(call.from)).to_owned()).collect()
}

/// The engine's own copy.
fn dump(facts: &Facts<'_>, component: &Component) -> Vec<String> {
    let name = component.name.as_str();
    let exec = format!("kubectl -n {} exec {name}-0 --", facts.namespace());
    match component.engine.map(|engine| engine.name) {
        Some("postgres") => vec![format!(
            "{exec} sh -c 'pg_dumpall --clean --if-exists -U \"${{POSTGRES_USER:-postgres}}\"' > {name}.sql"
        )],
        Some("mysql") => vec![format!(
            "{exec} sh -c 'MYSQL_PWD=\"$MYSQL_ROOT_PASSWORD\" mysqldump -u root --single-transaction --routines --events --all-databases' > {name}.sql"
        )],
        Some("mariadb") => vec![format!(
            "{exec} sh -c 'MYSQL_PWD=\"$MARIADB_ROOT_PASSWORD\" mariadb-dump -u root --single-transaction --routines --events --all-databases' > {name}.sql"
        )],
        Some("mongodb") => vec![format!(
            "{exec} sh -c 'mongodump --archive -u \"$MONGO_INITDB_ROOT_USERNAME\" -p \"$MONGO_INITDB_ROOT_PASSWORD\" --authenticationDatabase admin' > {name}.archive"
        )],
        Some("redis") => vec![
            format!("{exec} redis-cli save"),
            format!("kubectl -n {} cp {name}-0:/data {name}-data", facts.namespace()),
        ],
        Some("valkey") => vec![
            format!("{exec} valkey-cli save"),
            format!("kubectl -n {} cp {name}-0:/data {name}-data", facts.namespace()),
        ],
        Some("rabbitmq") => vec![format!("{exec} rabbitmqctl -q export_definitions - > {name}-definitions.json")],
        _ => Vec::new(),
    }
}

/// The way back from the engine's own copy, where it is one command.
fn put_back(facts: &Facts<'_>, component: &Component) -> Option<StepView> {
    let name = component.name.as_str();
    component.pods().filter(|pods| !pods.disks.is_empty())?;
    let exec = format!("kubectl -n {} exec -i {name}-0 --", facts.namespace());
    let command = match component.engine?.name {
        "postgres" => format!("{exec} sh -c 'psql -U \"${{POSTGRES_USER:-postgres}}\" -d postgres' < {name}.sql"),
        "mysql" => format!("{exec} sh -c 'MYSQL_PWD=\"$MYSQL_ROOT_PASSWORD\" mysql -u root' < {name}.sql"),
        "mariadb" => format!("{exec} sh -c 'MYSQL_PWD=\"$MARIADB_ROOT_PASSWORD\" mariadb -u root' < {name}.sql"),
        "mongodb" => format!(
            "{exec} sh -c 'mongorestore --archive --drop -u \"$MONGO_INITDB_ROOT_USERNAME\" -p \"$MONGO_INITDB_ROOT_PASSWORD\" --authenticationDatabase admin' < {name}.archive"
        ),
        "rabbitmq" => format!("{exec} rabbitmqctl import_definitions < {name}-definitions.json"),
        _ => return None,
    };
    let affected = callers(facts, name);
    Some(StepView {
        step: format!("Data of {name}: put the copy back"),
        rationale: match affected.as_slice() {
            [] => "nobody calls it: nothing writes meanwhile".to_owned(),
            names => format!("stop {} first, so that nothing writes meanwhile", names.join(", ")),
        },
        affected,
        commands: vec![command],
        verify: vec![format!("kubectl -n {} logs {name}-0 --tail=50", facts.namespace())],
        limits: "what was written since the copy is lost".to_owned(),
    })
}
