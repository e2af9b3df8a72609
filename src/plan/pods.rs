//! The pods of one component: workload, probes, end, rollout, spread, disks, arguments.

use super::backends;
use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::load::Arrival;
use super::model::{JobPlan, PodPlan, ResourcePlan, RolloutPlan, Scale, SidecarPlan, SpreadPlan, Workload};
use super::reason::Reason;
use super::{mesh, probes, resources, scaling};
use crate::architecture::model::Piece;
use crate::architecture::model::{
    Architecture, CallKind, Component, ComponentId, ComponentType, Disruption, Drain, Pods, Posture, Spread, Text,
};
use crate::diagnostics::Sink;
use crate::kubernetes::DecisionId;
use crate::source::{Origin, Sourced};
use crate::units::{Bytes, Duration};

/// The pause before the stop signal of what gets traffic: endpoints and load balancers take note within a few seconds.
const PAUSE: Duration = Duration::from_secs(5);
/// Time for what is in flight.
const FINISH: Duration = Duration::from_secs(25);

/// Whose pods are decided.
pub struct Subject<'a> {
    /// The whole.
    pub architecture: &'a Architecture,
    /// Which component.
    pub id: ComponentId,
    /// The component.
    pub component: &'a Component,
    /// What arrives.
    pub arrival: &'a Arrival,
    /// What the proxy of the mesh asks for, in pods that have one.
    pub proxy: Option<&'a ResourcePlan>,
}

/// The pods of a component; none where others run it.
pub fn pods(subject: &Subject<'_>, ledger: &mut Ledger, sink: &mut Sink) -> Option<PodPlan> {
    let component = subject.component;
    let pods = component.pods()?;
    let name = component.name.as_str();
    let posture = subject.architecture.posture;
    let workload = workload(component, pods, ledger);
    let resources = resources::resources(component, work(subject), subject.arrival, posture, ledger)?;
    let question = scaling::Question {
        architecture: subject.architecture,
        id: subject.id,
        component,
        arrival: subject.arrival,
        resources: &resources,
    };
    let scale = scaling::scale(&question, ledger, sink);
    let checks = probes::probes(subject, ledger);
    let (grace, drain) = ending(component, pods, ledger);
    let backend = backends::backend(subject, &checks, grace.value, ledger);
    let mesh = mesh::joins(subject.architecture, component, ledger);
    Some(PodPlan {
        backend,
        proxy: subject.proxy.filter(|_| mesh.as_ref().is_some_and(|mesh| mesh.value)).cloned(),
        mesh,
        init_resources: init_resources(name, pods, &resources, posture, ledger),
        sidecars: sidecars(name, pods, posture, ledger),
        readiness: checks.readiness,
        liveness: checks.liveness,
        startup: checks.startup,
        grace,
        drain,
        disruption: disruption(component, pods, ledger),
        rollout: rollout(component, pods, workload.value, ledger),
        spread: spread(subject, pods, &scale, ledger),
        pull_always: pull_policy(name, posture, ledger),
        user: user(name, pods, ledger),
        disks: disks(component, pods, ledger),
        engine_args: engine_args(component, pods, ledger),
        job: job(subject, ledger),
        migration: migration(subject, pods, ledger),
        peers: peers(subject, workload.value, ledger),
        workload,
        scale,
        resources,
    })
}

/// CPU time for one request or message, where it is known.
fn work<'a>(subject: &Subject<'a>) -> Option<&'a Sourced<Duration>> {
    let own = subject.component.work.as_ref().and_then(|work| work.cpu.as_ref());
    own.or_else(|| {
        subject.architecture.calls_from(subject.id).find_map(|call| match &call.kind {
            CallKind::Consumes { work, .. } => work.cpu.as_ref(),
            CallKind::PerRequest(_) | CallKind::AtRate(_) => None,
        })
    })
}

/// The kind of workload.
fn workload(component: &Component, pods: &Pods, ledger: &mut Ledger) -> Decided<Workload> {
    let name = component.name.as_str();
    let (kind, basis) = match component.kind {
        ComponentType::Cron => (Workload::CronJob, Basis::design("it runs on a schedule")),
        ComponentType::Job => (Workload::Job, Basis::design("it runs once per delivery")),
        ComponentType::Daemon => (Workload::DaemonSet, Basis::design("it runs on every node")),
        _ if component.is_stateful() => (
            Workload::StatefulSet,
            match &pods.stable {
                Some(identity) if pods.disks.is_empty() => Basis::written(identity),
                _ => Basis::design("its data must follow its pod: each replica has a disk and a name of its own")
                    .not("Deployment", "replicas that share one disk cannot be moved between nodes"),
            },
        ),
        kind => {
            let basis = Basis::design("its replicas are alike and keep nothing");
            let because = if kind.is_store() {
                "a cache keeps nothing that a new pod would look for"
            } else {
                "no replica needs a name or a disk of its own"
            };
            (Workload::Deployment, basis.not("StatefulSet", because))
        }
    };
    ledger.decide(name, Setting::Workload, kind, kind.kind(), basis)
}

/// Pods that call their own component look for each other, and most are only ready once they have found each other.
fn peers(subject: &Subject<'_>, workload: Workload, ledger: &mut Ledger) -> Option<Decided<bool>> {
    let mut calls = subject.architecture.calls_from(subject.id);
    let own = calls.any(|call| call.to == crate::architecture::model::Target::Component(subject.id));
    (own && workload == Workload::StatefulSet).then(|| {
        let basis = Basis::design("its pods look for each other before they are ready, and become ready by that")
            .not("one pod after the other", "the first would wait for peers that are not started until it is ready");
        let shown = "true, Parallel: the headless Service names pods that are not ready, and all start at once";
        ledger.decide(subject.component.name.as_str(), Setting::PeerDiscovery, true, shown, basis)
    })
}

fn init_resources(
    name: &str,
    pods: &Pods,
    main: &ResourcePlan,
    posture: Posture,
    ledger: &mut Ledger,
) -> Vec<ResourcePlan> {
    pods.init
        .iter()
        .map(|step| resources::of_step(name, &step.resources, step.inherits, main, posture, ledger))
        .collect()
}

fn sidecars(name: &str, pods: &Pods, posture: Posture, ledger: &mut Ledger) -> Vec<SidecarPlan> {
    let mut plans = Vec::new();
    for sidecar in &pods.sidecars {
        let subject = format!("{name}/{}", sidecar.name);
        let scratch = sidecar.mounted.scratch.iter().map(|volume| volume.size.value.0).sum();
        let resources = resources::of_sidecar(&subject, &sidecar.resources, scratch, posture, ledger);
        let checks = probes::of_sidecar(&subject, &sidecar.probes, ledger);
        plans.push(SidecarPlan {
            resources,
            readiness: checks.readiness,
            liveness: checks.liveness,
            startup: checks.startup,
        });
    }
    plans
}

/// How a pod ends: traffic gets a pause first, then what is in flight its time.
fn ending(component: &Component, pods: &Pods, ledger: &mut Ledger) -> (Decided<u32>, Option<Decided<Drain>>) {
    let name = component.name.as_str();
    let serves = !component.ports.is_empty() && !component.kind.is_finite() && !component.kind.is_store();
    let drain = match &pods.shutdown.drain {
        Some(drain) => Some(ledger.decide(
            name,
            Setting::Drain,
            drain.value.clone(),
            shown_drain(&drain.value),
            Basis::written(drain),
        )),
        // A pause longer than the whole grace would be killed in the middle.
        None if serves && pods.shutdown.grace.as_ref().is_none_or(|grace| grace.value > PAUSE) => {
            let basis = Basis::design(
                "a pod is told to stop before load balancers know: without a pause its last requests fail",
            );
            Some(ledger.decide(name, Setting::Drain, Drain::Pause(PAUSE), shown_drain(&Drain::Pause(PAUSE)), basis))
        }
        None => None,
    };
    let (span, basis) = match (&pods.shutdown.grace, component.engine, &drain) {
        (Some(grace), ..) => (grace.value, Basis::written(grace)),
        (None, Some(engine), _) => (engine.shutdown.value, Basis::engine(engine.shutdown.source)),
        (None, None, Some(Decided { value: Drain::Pause(pause), .. })) => {
            let total = Duration(pause.0.saturating_add(FINISH.0));
            let origin = Origin::Default("the pause, and time for what is in flight");
            (total, Basis::computed(Reason::GraceForDrain { pause: *pause, finish: FINISH }, &origin, Grade::Assumed))
        }
        (None, None, _) => (Duration::from_secs(30), Basis::rule("Kubernetes' own: half a minute to finish")),
    };
    let seconds = u32::try_from(span.secs_ceil()).unwrap_or(3600);
    (ledger.decide(name, Setting::GracePeriod, seconds, format!("{seconds}s"), basis), drain)
}

fn shown_drain(drain: &Drain) -> String {
    match drain {
        Drain::Pause(pause) => format!("a pause of {pause}"),
        Drain::Command(words) => words.join(" "),
    }
}

/// How many may be disturbed: one at a time, which never blocks a drain.
fn disruption(component: &Component, pods: &Pods, ledger: &mut Ledger) -> Option<Decided<Disruption>> {
    // A drain leaves the pods of a DaemonSet alone.
    if component.kind.is_finite() || component.kind == ComponentType::Daemon {
        return None;
    }
    let name = component.name.as_str();
    let (value, basis) = match &pods.disruption {
        Some(written) => (written.value, Basis::written(written)),
        None => (
            Disruption::Pods(1),
            Basis::design("one pod at a time: a drain never waits for ever, and never takes two pods at once")
                .not("minAvailable", "with one replica it would block every drain"),
        ),
    };
    Some(ledger.decide(name, Setting::Disruption, value, shown_amount(value), basis))
}

/// A number of pods or a percentage, as Kubernetes writes it.
fn shown_amount(amount: Disruption) -> String {
    match amount {
        Disruption::Pods(count) => count.to_string(),
        Disruption::Percent(percent) => format!("{percent}%"),
    }
}

/// How new pods replace old ones.
fn rollout(
    component: &Component,
    pods: &Pods,
    workload: Workload,
    ledger: &mut Ledger,
) -> Option<Decided<RolloutPlan>> {
    if component.kind.is_finite() {
        return None;
    }
    let name = component.name.as_str();
    let asked = &pods.rollout;
    let seconds = |span: &Option<Sourced<Duration>>, default: u32| {
        span.as_ref().map_or(default, |span| u32::try_from(span.value.secs_ceil()).unwrap_or(default))
    };
    // Two members of a store that know nothing of each other would answer differently under one name.
    let alone = component.kind.is_store() && workload == Workload::Deployment;
    let recreate = asked.recreate.as_ref().map_or(alone && asked.surge.is_none(), |recreate| recreate.value);
    let startup = pods.startup.as_ref().map_or(0, |span| u32::try_from(span.value.secs_ceil()).unwrap_or(0));
    // A migration may take an hour before the first new pod starts.
    let awaited = if pods.migration.is_some() { 3600 } else { 0 };
    // A pod above the wanted number would wait for a device that its predecessor still holds.
    let of_the_node = component.ports.iter().any(|port| port.host_port.is_some());
    let one_by_one = pods.gpu.is_some() || of_the_node || workload == Workload::DaemonSet;
    let (surge, unavailable) = if one_by_one && asked.surge.is_none() {
        (Disruption::Pods(0), Disruption::Pods(1))
    } else {
        (Disruption::Percent(25), Disruption::Pods(0))
    };
    let plan = RolloutPlan {
        recreate,
        surge: asked.surge.as_ref().map_or(surge, |surge| surge.value),
        unavailable: asked.unavailable.as_ref().map_or(unavailable, |amount| amount.value),
        min_ready: seconds(&asked.min_ready, 0),
        deadline: seconds(&asked.deadline, 600.max(startup.saturating_mul(2)).saturating_add(awaited)),
    };
    let basis = rollout_basis(pods, recreate, pods.gpu.is_some() || of_the_node, workload);
    let shown = match (recreate, workload) {
        (true, _) => "all old pods stop first".to_owned(),
        (false, Workload::StatefulSet) => "one by one".to_owned(),
        (false, _) => format!("{} more, {} fewer", shown_amount(plan.surge), shown_amount(plan.unavailable)),
    };
    Some(ledger.decide(name, Setting::Rollout, plan, shown, basis))
}

/// Why new pods replace old ones as they do.
fn rollout_basis(pods: &Pods, recreate: bool, devices: bool, workload: Workload) -> Basis {
    let asked = &pods.rollout;
    let written = [
        asked.surge.as_ref().map(|set| &set.origin),
        asked.unavailable.as_ref().map(|set| &set.origin),
        asked.recreate.as_ref().map(|set| &set.origin),
    ];
    match written.into_iter().flatten().next() {
        Some(origin) => Basis::computed(Reason::Written, origin, Grade::Declared),
        None if recreate => {
            Basis::design("the old cache goes before the new one comes: two under one name would answer differently")
                .not("25% more", "callers would meet two caches that know nothing of each other")
        }
        None if workload == Workload::DaemonSet => {
            Basis::design("one node after the other: a new pod finds the ports and files of its node free")
                .not("a pod more", "two pods of one node would fight over what belongs to the node")
        }
        None if devices => {
            Basis::design("an old pod gives its device or its port of the node back before a new one takes it: spare ones are seldom there")
                .not(
                    "25% more",
                    "the new pods would wait for what the old ones hold, and the rollout with them",
                )
        }
        None if workload == Workload::StatefulSet && pods.disks.is_empty() => {
            Basis::design("one pod after the other, because each has a name of its own, which its successor takes over")
        }
        None if workload == Workload::StatefulSet => {
            Basis::design("one pod after the other, because each owns its disk")
        }
        None => {
            Basis::design("a quarter more pods come before any pod goes, so that capacity never falls during a rollout")
                .not("Recreate", "nobody would answer between the old and the new pods")
                .not("25% unavailable", "a rollout at the peak would take a quarter of the capacity away")
        }
    }
}

/// Over what pods are spread.
fn spread(subject: &Subject<'_>, pods: &Pods, scale: &Scale, ledger: &mut Ledger) -> Option<Decided<SpreadPlan>> {
    let (_, most) = scale.bounds();
    if subject.component.kind.is_finite() || subject.component.kind == ComponentType::Daemon || most < 2 {
        return None;
    }
    let name = subject.component.name.as_str();
    let several = subject.architecture.platform.zones.value.len() > 1;
    let apart = subject.architecture.posture == Posture::Strict;
    let written = pods.placement.spread.as_ref();
    let zones = several && written.is_none_or(|spread| spread.value == Spread::Zone);
    let plan = SpreadPlan { zones, hosts: true, apart };
    let shown =
        if zones { "evenly over zones, and over nodes where there is room" } else { "over nodes where there is room" };
    let basis = match written {
        Some(written) => Basis::written(written),
        None if zones => Basis::computed(
            Reason::Rule(
                "the platform has several zones: the loss of one must not take more than its share of the pods",
            ),
            &subject.architecture.platform.zones.origin,
            Grade::of(&subject.architecture.platform.zones.origin),
        )
        .not("spread where there is room", "the scheduler might put all pods into one zone"),
        None => Basis::rule("nothing is known of several zones: the loss of a node should not take all pods")
            .not("spread over zones", "the platform does not name several zones"),
    };
    Some(ledger.decide(name, Setting::Spread, plan, shown, basis))
}

/// In the posture strict images are always asked for, so that a revoked one does not start again.
fn pull_policy(name: &str, posture: Posture, ledger: &mut Ledger) -> Option<DecisionId> {
    let why = "the posture strict asks the registry at every start: only who may pull an image may run it";
    (posture == Posture::Strict).then(|| ledger.decide(name, Setting::PullPolicy, (), "Always", Basis::design(why)).id)
}

fn user(name: &str, pods: &Pods, ledger: &mut Ledger) -> DecisionId {
    let user = &pods.user;
    let shown = format!("{}:{}, volumes {}", user.value.uid, user.value.gid, user.value.fs_group);
    ledger.decide(name, Setting::User, (), shown, Basis::written(user)).id
}

/// Sizes of the disks.
fn disks(component: &Component, pods: &Pods, ledger: &mut Ledger) -> Vec<Decided<Bytes>> {
    let name = component.name.as_str();
    let mut sizes = Vec::new();
    for disk in &pods.disks {
        let from_dataset = component.dataset.as_ref().filter(|dataset| dataset.origin == disk.size.origin);
        let basis = match from_dataset {
            Some(dataset) => Basis::computed(
                Reason::Rule("twice the data set: room for logs, compaction, and growth between two looks at the disk"),
                &dataset.origin,
                Grade::of(&dataset.origin),
            ),
            None => Basis::written(&disk.size),
        };
        sizes.push(ledger.show(name, Setting::DiskSize, disk.size.value, basis));
    }
    sizes
}

/// Arguments of the engine, where the component has none of its own.
fn engine_args(component: &Component, pods: &Pods, ledger: &mut Ledger) -> Option<Decided<Vec<Text>>> {
    let engine = component.engine?;
    let kind = component.kind.store_type()?;
    if !pods.args.is_empty() || !pods.command.is_empty() || engine.args.is_empty() {
        return None;
    }
    let fallback = engine.dataset.map_or(Bytes(64 << 20), |memory| memory.default.value);
    let dataset = component.dataset.as_ref().map_or(fallback, |dataset| dataset.value);
    let password = pods.env.iter().any(|variable| variable.name.ends_with("_PASSWORD"));
    let words = engine.arguments(kind, dataset, password);
    let quoted: Vec<&str> = words.iter().map(|word| if word.is_empty() { "''" } else { word.as_str() }).collect();
    let shown = quoted.join(" ");
    let texts = words.into_iter().map(|word| Text { pieces: vec![Piece::Literal(word)] }).collect();
    let why = match engine.dataset {
        Some(_) => "the engine's settings for this kind of store, with its memory bounded by the data set",
        None => "the engine's settings for this kind of store",
    };
    let basis = match &component.dataset {
        Some(dataset) => Basis::computed(Reason::Engine(why), &dataset.origin, Grade::of(&dataset.origin)),
        None => Basis::engine(why),
    };
    Some(ledger.decide(component.name.as_str(), Setting::EngineArguments, texts, shown, basis))
}

/// New pods wait for their migration, each by itself, and so until it has succeeded the pods of the last release serve.
fn migration(subject: &Subject<'_>, pods: &Pods, ledger: &mut Ledger) -> Option<DecisionId> {
    let job = subject.architecture.component(pods.migration?)?;
    let basis = Basis::design(
        "a Job runs it once, and each new pod waits for the Job that belongs to its release: until then the pods of the last release serve",
    )
    .not("a step of every pod", "replicas that start together would run it at the same time")
    .not("an order of applying", "`kubectl apply` and GitOps know none, and a failed run would not hold the rollout back");
    let shown = format!("pods wait for the Job of {}", job.name);
    Some(ledger.decide(subject.component.name.as_str(), Setting::Migration, (), shown, basis).id)
}

/// How missed and failed runs are handled.
/// Tries of a job that pods wait for: with the pauses between them more than half an hour, in which a store that came with it is up.
const AWAITED_TRIES: i32 = 10;

fn job(subject: &Subject<'_>, ledger: &mut Ledger) -> Option<Decided<JobPlan>> {
    let component = subject.component;
    if !component.kind.is_finite() {
        return None;
    }
    let waits = |other: &Component| other.pods().is_some_and(|pods| pods.migration == Some(subject.id));
    let awaited = subject.architecture.components.iter().any(waits);
    let plan = JobPlan { tries: if awaited { AWAITED_TRIES } else { 3 }, deadline: 600, kept: (3, 3) };
    let shown = match component.kind {
        ComponentType::Cron => "3 tries, a missed run starts up to 600s late, runs never overlap",
        _ if awaited => "10 tries, kept after its end",
        _ => "3 tries, kept after its end",
    };
    let why = if awaited {
        "pods wait for it, and its store may come up with it: tries and the pauses between them outlast a first start"
    } else {
        "a run that fails by chance is tried again; one that fails for a reason ends and is seen"
    };
    Some(ledger.decide(
        component.name.as_str(),
        Setting::JobPolicy,
        plan,
        shown,
        Basis::design(why).not("runs that overlap", "two runs at once would do the work twice"),
    ))
}
