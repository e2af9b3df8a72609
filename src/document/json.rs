//! The two JSON documents: each goes deep in the two sections it is named for and sums up the others.

use super::facts::Facts;
use super::views::decisions::{self, Group, Topic};
use super::views::{
    self, changes, components, connections, containers, delivery, demand, environments, measures, network, platform,
    risks, scaling,
};
use super::views::{security, trials};
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the document that goes deep in infrastructure and deployment.
pub const DEPLOYMENT: &str = "Deployment_Architecture_Plan.json";
/// The name of the document that goes deep in scalability and performance.
pub const PERFORMANCE: &str = "Performance_Optimization_Plan.json";

/// The four sections, in their order.
#[derive(Serialize)]
struct Sections<I, D, S, P> {
    infrastructure: I,
    deployment: D,
    scalability: S,
    performance: P,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Infrastructure {
    depth: &'static str,
    system: views::SystemView,
    summary: views::Summary,
    platform: platform::PlatformView,
    services: Vec<platform::ServiceView>,
    other_providers: Vec<platform::OtherProvider>,
    node_pools: Vec<platform::PoolView>,
    components: BTreeMap<String, components::ComponentView>,
    images: Vec<containers::ImageView>,
    networking: Networking,
    security: Security,
    changes: changes::ChangesView,
    requires: Vec<security::RequirementView>,
    decisions: Decisions,
    assumptions: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Networking {
    isolation: String,
    connections: Vec<connections::ConnectionView>,
    entry_points: Vec<network::EntryView>,
    externals: Vec<network::ExternalView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Security {
    safeguards: Vec<containers::SafeguardView>,
    encryption: String,
    identities: Vec<containers::IdentityView>,
    secrets: Vec<security::SecretView>,
    exceptions: Vec<security::ExceptionView>,
    deviations: Vec<security::DeviationView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Decisions {
    platform: Vec<Group>,
    containers: Vec<Group>,
    orchestration: Vec<Group>,
    resources: Vec<Group>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deployment {
    depth: &'static str,
    environments: BTreeMap<String, environments::EnvironmentView>,
    strategy: Vec<Group>,
    steps: Vec<delivery::StepView>,
    rollback: Vec<delivery::StepView>,
    risks: Vec<risks::RiskView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scalability {
    depth: &'static str,
    summary: views::Summary,
    entry_points: BTreeMap<String, demand::DemandView>,
    rates: Vec<Group>,
    load_balancing: Vec<network::EntryView>,
    autoscalers: BTreeMap<String, scaling::AutoscalerView>,
    fixed_replicas: Vec<Group>,
    scaling_decisions: Vec<Group>,
    caches: BTreeMap<String, scaling::CacheView>,
    resources: Resources,
    external_limits: Vec<network::ExternalView>,
    tests: Vec<trials::TrialView>,
    risks: Vec<risks::RiskView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resources {
    allowance: scaling::AllowanceView,
    node_pools: Vec<platform::PoolView>,
    decisions: Vec<Group>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Performance {
    depth: &'static str,
    objectives: BTreeMap<String, Promise>,
    hot_spots: Vec<demand::HotSpot>,
    measures: Vec<measures::MeasureView>,
    cost: String,
    assumptions: Vec<String>,
}

/// What is promised at an entry point, and what is known of keeping it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Promise {
    availability: String,
    latency: String,
    window: String,
    path: demand::PathView,
}

/// A section in figures, and the document that goes deep.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Brief {
    depth: &'static str,
    document: &'static str,
    figures: BTreeMap<String, String>,
    points: Vec<String>,
}

/// `Deployment_Architecture_Plan.json`.
pub fn deployment(facts: &Facts<'_>) -> Vec<u8> {
    written(&Sections {
        infrastructure: infrastructure(facts),
        deployment: deployment_section(facts),
        scalability: scalability_brief(facts),
        performance: performance_brief(facts),
    })
}

/// `Performance_Optimization_Plan.json`.
pub fn performance(facts: &Facts<'_>) -> Vec<u8> {
    written(&Sections {
        infrastructure: infrastructure_brief(facts),
        deployment: deployment_brief(facts),
        scalability: scalability_section(facts),
        performance: performance_section(facts),
    })
}

/// Pretty-printed, with a line break at the end. A `<` can only stand in a string, where its escape is the same text: so the
/// document can be put into a page as it is.
fn written(document: &impl Serialize) -> Vec<u8> {
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    let mut text = text.replace('<', "\\u003c");
    text.push('\n');
    text.into_bytes()
}

fn infrastructure(facts: &Facts<'_>) -> Infrastructure {
    Infrastructure {
        depth: "full",
        system: views::system(facts),
        summary: views::summary(facts),
        platform: platform::platform(facts),
        services: platform::services(facts),
        other_providers: platform::others(facts),
        node_pools: platform::pools(facts),
        components: components::components(facts),
        images: containers::images(facts),
        networking: Networking {
            isolation: views::isolation(facts),
            connections: connections::connections(facts),
            entry_points: network::entries(facts),
            externals: network::externals(facts),
        },
        security: Security {
            safeguards: containers::safeguards(facts),
            encryption: network::encryption(facts),
            identities: containers::identities(facts),
            secrets: security::secrets(facts),
            exceptions: security::exceptions(facts),
            deviations: security::deviations(facts),
        },
        changes: changes::changes(facts),
        requires: security::requirements(facts),
        decisions: Decisions {
            platform: decisions::of(facts, Topic::Platform),
            containers: decisions::of(facts, Topic::Containers),
            orchestration: decisions::of(facts, Topic::Orchestration),
            resources: decisions::of(facts, Topic::Resources),
        },
        assumptions: views::assumptions(facts),
    }
}

fn deployment_section(facts: &Facts<'_>) -> Deployment {
    Deployment {
        depth: "full",
        environments: environments::environments(facts.all, &facts.architecture().environment),
        strategy: decisions::of(facts, Topic::Delivery),
        steps: delivery::steps(facts),
        rollback: delivery::rollback(facts),
        risks: risks::risks(facts),
    }
}

fn scalability_section(facts: &Facts<'_>) -> Scalability {
    Scalability {
        depth: "full",
        summary: views::summary(facts),
        entry_points: demand::demand(facts),
        rates: decisions::of(facts, Topic::Demand),
        load_balancing: network::entries(facts),
        autoscalers: scaling::autoscalers(facts),
        fixed_replicas: scaling::fixed(facts),
        scaling_decisions: decisions::of(facts, Topic::Scaling),
        caches: scaling::caches(facts),
        resources: Resources {
            allowance: scaling::allowance(facts),
            node_pools: platform::pools(facts),
            decisions: decisions::of(facts, Topic::Resources),
        },
        external_limits: network::externals(facts),
        tests: trials::trials(facts),
        risks: risks::risks(facts),
    }
}

fn performance_section(facts: &Facts<'_>) -> Performance {
    let promise = |view: demand::DemandView| Promise {
        availability: view.availability,
        latency: view.latency,
        window: view.window,
        path: view.path,
    };
    Performance {
        depth: "full",
        objectives: demand::demand(facts).into_iter().map(|(name, view)| (name, promise(view))).collect(),
        hot_spots: demand::hot_spots(facts),
        measures: measures::measures(facts),
        cost: views::platform::cost(facts.plan()),
        assumptions: views::assumptions(facts),
    }
}

fn infrastructure_brief(facts: &Facts<'_>) -> Brief {
    let summary = views::summary(facts);
    let components = components::components(facts).into_iter();
    let sized = |view: &components::ComponentView| match &view.container {
        Some(container) => format!("{} x {} CPU, {}", view.replicas, container.cpu_request, container.memory_request),
        None => view.runs.clone(),
    };
    Brief {
        depth: "summary",
        document: DEPLOYMENT,
        figures: components.map(|(name, view)| (name, sized(&view))).collect(),
        points: vec![summary.parts, summary.place, summary.size],
    }
}

fn deployment_brief(facts: &Facts<'_>) -> Brief {
    let environments = environments::environments(facts.all, &facts.architecture().environment);
    let place = |view: environments::EnvironmentView| {
        format!("namespace {}, {} pods, {}", view.namespace, view.pods, view.directory)
    };
    Brief {
        depth: "summary",
        document: DEPLOYMENT,
        figures: environments.into_iter().map(|(name, view)| (name, place(view))).collect(),
        points: delivery::rollback(facts).into_iter().map(|way| way.step).collect(),
    }
}

fn scalability_brief(facts: &Facts<'_>) -> Brief {
    let autoscalers = scaling::autoscalers(facts).into_iter();
    let bounds = |view: scaling::AutoscalerView| {
        let held = if view.triggers.is_empty() { format!("{} CPU", view.cpu_target) } else { view.triggers.join(", ") };
        format!("{}..{} pods at {held}", view.minimum, view.maximum)
    };
    let mut points = views::summary(facts).demand;
    points.extend(
        scaling::fixed(facts).into_iter().map(|group| format!("{} fixed: {}", group.value, group.subjects.join(", "))),
    );
    Brief {
        depth: "summary",
        document: PERFORMANCE,
        figures: autoscalers.map(|(name, view)| (name, bounds(view))).collect(),
        points,
    }
}

fn performance_brief(facts: &Facts<'_>) -> Brief {
    let objectives = demand::demand(facts).into_iter();
    Brief {
        depth: "summary",
        document: PERFORMANCE,
        figures: objectives
            .map(|(name, view)| (name, format!("availability {}, latency {}", view.availability, view.latency)))
            .collect(),
        points: measures::measures(facts)
            .into_iter()
            .map(|view| format!("{}: {}", view.status, view.measure))
            .collect(),
    }
}
