//! Risks: what can go wrong with this architecture, and what would change that.

use super::changes::overrides;
use super::{demand, network, scaling};
use crate::architecture::model::{Call, EntryPoint, Patch, PodSecurity, Target, Tls};
use crate::document::facts::Facts;
use crate::kubernetes::Emitted;
use crate::plan::Scale;
use crate::units::{Fixed, Ratio};
use serde::Serialize;

/// One risk.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RiskView {
    /// What can go wrong.
    pub risk: String,
    /// Who is affected.
    pub affected: Vec<String>,
    /// The figures and places that it rests on.
    pub evidence: String,
    /// What would lessen it.
    pub mitigation: String,
}

/// All risks of the lead environment.
pub fn risks(facts: &Facts<'_>) -> Vec<RiskView> {
    let mut risks = Vec::new();
    risks.extend(stores(facts));
    risks.extend(single(facts));
    risks.extend(away(facts));
    risks.extend(without_keda(facts));
    risks.extend(images(facts));
    risks.extend(one_zone(facts));
    risks.extend(limits(facts));
    risks.extend(availability(facts));
    risks.extend(open_networks(facts));
    risks.extend(caches(facts));
    risks.extend(nodes(facts));
    risks.extend(plain(facts));
    risks.extend(assumed(facts));
    risks.extend(pod_security(facts));
    risks.extend(exceptions(facts));
    risks.extend(patches(facts));
    for risk in &mut risks {
        let scope = facts.scope(&risk.affected);
        if !scope.is_empty() {
            risk.affected = vec![scope];
        }
    }
    risks
}

/// Stores with one member: with a disk, and without.
fn stores(facts: &Facts<'_>) -> Vec<RiskView> {
    let alone = |stateful: bool| -> Vec<String> {
        let stores = facts.running().filter(|(_, component, _, plan)| {
            component.kind.is_store() && plan.scale.bounds().1 == 1 && component.is_stateful() == stateful
        });
        stores.map(|(_, component, ..)| component.name.to_string()).collect()
    };
    let risk = |names: Vec<String>, risk: &str, mitigation: &str| {
        (!names.is_empty()).then(|| RiskView {
            risk: risk.to_owned(),
            evidence: "planned with 1 replica".to_owned(),
            mitigation: mitigation.to_owned(),
            affected: names,
        })
    };
    let data = risk(
        alone(true),
        "The only member is away while its pod or node is replaced, and its data is lost with its disk",
        "`managed` at the component, or copies of the data before each release and on a schedule",
    );
    let cold = risk(
        alone(false),
        "The only member is away while its pod is replaced, and comes back empty",
        "`managed` at the component, or callers that work without it",
    );
    data.into_iter().chain(cold).collect()
}

/// Other components with one pod: always, and at the fewest.
fn single(facts: &Facts<'_>) -> Vec<RiskView> {
    let risk = |alone: &dyn Fn(&Scale) -> bool, evidence: &str, mitigation: &str| {
        let alone = facts.running().filter(|(_, component, _, plan)| {
            !component.kind.is_store() && !component.kind.is_finite() && alone(&plan.scale)
        });
        let names: Vec<String> = alone.map(|(_, component, ..)| component.name.to_string()).collect();
        (!names.is_empty()).then(|| RiskView {
            risk: "Nobody answers while the only pod is replaced".to_owned(),
            evidence: evidence.to_owned(),
            mitigation: mitigation.to_owned(),
            affected: names,
        })
    };
    let always = |scale: &Scale| matches!(scale, Scale::Fixed(count) if count.value == 1);
    let at_times = |scale: &Scale| matches!(scale, Scale::Auto(auto) if auto.min.value == 1);
    let always = risk(&always, "the blueprint fixes 1 replica", "`scaling: 2` or more at the component");
    let at_times = risk(&at_times, "planned with 1 replica at the fewest", "`scaling: 2..N` at the component");
    always.into_iter().chain(at_times).collect()
}

/// Components whose pods follow what KEDA sees.
fn without_keda(facts: &Facts<'_>) -> Option<RiskView> {
    let scaled = facts.running().filter(|(.., plan)| matches!(&plan.scale, Scale::Auto(auto) if auto.events.is_some()));
    let names: Vec<String> = scaled.map(|(_, component, ..)| component.name.to_string()).collect();
    (!names.is_empty()).then(|| RiskView {
        risk: "Pods stay as they are while KEDA is away, whatever waits or whatever the time".to_owned(),
        evidence: "their replicas belong to ScaledObjects, whose metrics KEDA serves".to_owned(),
        mitigation: "two replicas of KEDA's operator, and an alert on ScaledObjects that are not Ready".to_owned(),
        affected: names,
    })
}

/// Components that may have no pods at all.
fn away(facts: &Facts<'_>) -> Option<RiskView> {
    let away =
        facts.running().filter(|(_, _, _, plan)| matches!(&plan.scale, Scale::Auto(auto) if auto.min.value == 0));
    let names: Vec<String> = away.map(|(_, component, ..)| component.name.to_string()).collect();
    (!names.is_empty()).then(|| RiskView {
        risk: "What comes first waits until KEDA has looked, a node has room and a pod has started".to_owned(),
        evidence: "planned with 0 replicas at the fewest".to_owned(),
        mitigation: "`scaling: 1..N` or more at the component".to_owned(),
        affected: names,
    })
}

fn images(facts: &Facts<'_>) -> Vec<RiskView> {
    let images = super::containers::images(facts);
    let named = |how: &str| -> Vec<String> {
        images.iter().filter(|image| image.pinned == how).map(|image| image.component.clone()).collect()
    };
    let (floating, tagged) = (named("floating"), named("by tag"));
    let mut risks = Vec::new();
    if !floating.is_empty() {
        risks.push(RiskView {
            risk: "A pod that starts tomorrow may run another program than its neighbor".to_owned(),
            evidence: "the images have neither a digest nor a version".to_owned(),
            mitigation: "`groundplan image set` with the digest".to_owned(),
            affected: floating,
        });
    }
    if !tagged.is_empty() {
        risks.push(RiskView {
            risk: "A tag that is moved in the registry changes what the next pod runs".to_owned(),
            evidence: format!("{} of {} images are named by tag, without a digest", tagged.len(), images.len()),
            mitigation: "`groundplan image set` with the digest".to_owned(),
            affected: tagged,
        });
    }
    risks
}

fn one_zone(facts: &Facts<'_>) -> Option<RiskView> {
    let zones = &facts.architecture().platform.zones;
    match zones.value.as_slice() {
        [] => Some(RiskView {
            risk: "Nothing can be said about the loss of a zone".to_owned(),
            affected: vec!["all components".to_owned()],
            evidence: "`platform.zones` is missing".to_owned(),
            mitigation: "name the zones: pods are then spread evenly and maxima hold a reserve".to_owned(),
        }),
        [one] => Some(RiskView {
            risk: format!("The loss of zone {one} takes everything"),
            affected: vec!["all components".to_owned()],
            evidence: format!("it is the only zone ({})", facts.place(&zones.origin)),
            mitigation: "more zones under `platform.zones`".to_owned(),
        }),
        _ => None,
    }
}

/// External limits against the load.
fn limits(facts: &Facts<'_>) -> Vec<RiskView> {
    let mut risks = Vec::new();
    for (at, external) in facts.architecture().externals.iter().enumerate() {
        let calls: Vec<&Call> = facts
            .architecture()
            .calls
            .iter()
            .filter(|call| matches!(call.to, Target::External(id) if id.0 == at))
            .collect();
        let (Some(peak), Some(limit)) = (network::sum(facts, &calls), &external.rate_limit) else { continue };
        let over = peak > limit.value;
        let share = peak.0.micros().saturating_mul(100) / limit.value.0.micros().max(1);
        if share < 50 {
            continue;
        }
        risks.push(RiskView {
            risk: if over {
                format!("{} refuses calls at the peak", external.name)
            } else {
                format!("{} is used to {share}% of its limit at the peak, without any growth", external.name)
            },
            affected: calls.iter().map(|call| facts.target(Target::Component(call.from)).to_owned()).collect(),
            evidence: format!(
                "{peak} at the peak, {share}% of the limit of {} ({})",
                limit.value,
                facts.place(&limit.origin)
            ),
            mitigation: "a higher limit, a cache, or a queue in front of it".to_owned(),
        });
    }
    risks
}

/// Externals that may take half or more of what an objective allows to fail.
fn availability(facts: &Facts<'_>) -> Vec<RiskView> {
    let mut risks = Vec::new();
    for entry in &facts.architecture().entry_points {
        let wanted = entry.objective.as_ref().and_then(|objective| objective.availability.as_ref());
        let Some(wanted) = wanted else { continue };
        let allowed = failing(wanted.value);
        let parts = failures(facts, entry);
        let sum: u64 = parts.iter().map(|(micros, _)| micros).sum();
        if sum.saturating_mul(2) < allowed || parts.is_empty() {
            continue;
        }
        let shown: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
        risks.push(RiskView {
            risk: format!("{} may miss its availability through externals alone", entry.name),
            affected: vec![entry.name.clone()],
            evidence: format!(
                "up to {} of its requests fail with them ({}), {} may ({})",
                share(sum),
                shown.join(", "),
                share(allowed),
                facts.place(&wanted.origin)
            ),
            mitigation: "`optional: true` with a fallback, a retry within the timeout, or a lower objective".to_owned(),
        });
    }
    risks
}

/// The share of an entry point's requests that externals make fail at most: visits, at most one, times what they do not promise.
fn failures(facts: &Facts<'_>, entry: &EntryPoint) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    for (target, visits) in demand::visits(facts, entry, |call| !call.optional) {
        let Target::External(id) = target else { continue };
        let Some(external) = facts.architecture().externals.get(id.0) else { continue };
        let Some(promised) = &external.availability else { continue };
        let visits = visits.min(Fixed::ONE);
        let part = visits.times(Fixed::from_micros(failing(promised.value))).micros();
        let text = format!("{}: {visits} calls x {}", external.name, share(failing(promised.value)));
        parts.push((part, text));
    }
    parts
}

/// What is left to one, in millionths.
fn failing(share: Ratio) -> u64 {
    Fixed::ONE.micros().saturating_sub(share.0.micros())
}

fn share(micros: u64) -> String {
    Ratio(Fixed::from_micros(micros)).to_string()
}

/// Externals without networks.
fn open_networks(facts: &Facts<'_>) -> Option<RiskView> {
    let open = facts.architecture().externals.iter().filter(|external| external.cidrs.is_empty());
    let names: Vec<String> =
        open.map(|external| format!("{} ({})", external.name, facts.place(&external.origin))).collect();
    (!names.is_empty()).then(|| RiskView {
        risk: "Their callers may open connections to any public address on that port".to_owned(),
        evidence: "no `cidrs` are given, and a NetworkPolicy knows no host names".to_owned(),
        mitigation: "`cidrs` at the external, or an egress proxy".to_owned(),
        affected: names,
    })
}

/// Stores that get far more when a cache is cold.
fn caches(facts: &Facts<'_>) -> Vec<RiskView> {
    let caches = scaling::caches(facts);
    let spared = caches.iter().flat_map(|(cache, view)| view.spares.iter().map(move |spared| (cache, spared)));
    spared
        .map(|(cache, spared)| RiskView {
            risk: format!("{} is flooded when {cache} is empty", spared.store),
            affected: vec![spared.store.clone(), spared.caller.clone()],
            evidence: format!(
                "{} instead of {} at the peak, by the hit ratio of {} ({})",
                spared.peak_rate_without, spared.peak_rate, spared.hit_ratio, spared.source
            ),
            mitigation: format!("size {} for a cold cache, or let {} shed load", spared.store, spared.caller),
        })
        .collect()
}

/// Pools whose upper bound is nearly reached.
fn nodes(facts: &Facts<'_>) -> Vec<RiskView> {
    let mut risks = Vec::new();
    for pool in &facts.architecture().platform.pools {
        let plan = facts.plan().nodes.iter().find(|plan| plan.pool == pool.name);
        let (Some(most), Some(allowed)) = (plan.and_then(|plan| plan.at_most.as_ref()), pool.nodes) else { continue };
        if most.value.saturating_add(1) < allowed.max {
            continue;
        }
        risks.push(RiskView {
            risk: format!("Pods wait for nodes of pool {} at the maxima", pool.name),
            affected: vec![pool.name.clone()],
            evidence: format!(
                "requests alone take {} of at most {} nodes ({})",
                most.value,
                allowed.max,
                facts.place(&pool.origin)
            ),
            mitigation: "a higher maximum of the pool".to_owned(),
        });
    }
    risks
}

/// Entry points without encryption.
fn plain(facts: &Facts<'_>) -> Option<RiskView> {
    let plain = facts.architecture().entry_points.iter().filter(|entry| entry.tls == Tls::None);
    let names: Vec<String> = plain.map(|entry| entry.name.clone()).collect();
    (!names.is_empty()).then(|| RiskView {
        risk: "What passes these entry points can be read on the way".to_owned(),
        evidence: "`tls: none`, with the reason under the exceptions".to_owned(),
        mitigation: "`tls: provider`, an issuer for what speaks HTTP, or a program that encrypts".to_owned(),
        affected: names,
    })
}

/// What the plan assumed.
fn assumed(facts: &Facts<'_>) -> Vec<RiskView> {
    let assumptions = &facts.plan().assumptions;
    match assumptions.len() {
        0 => Vec::new(),
        count => vec![RiskView {
            risk: if count == 1 { "One figure is assumed".to_owned() } else { format!("{count} figures are assumed") },
            affected: concerned(facts),
            evidence: "each is listed under the assumptions".to_owned(),
            mitigation: "measure, and write the figure into the blueprint".to_owned(),
        }],
    }
}

/// The components that assumptions are about; an assumption about none is about the whole.
fn concerned(facts: &Facts<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in &facts.plan().assumptions {
        let name = text.split_once(':').map(|(name, _)| name).filter(|name| facts.architecture().find(name).is_some());
        let name = name.unwrap_or("the whole").to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Components for whose sake the whole namespace admits more than `restricted`.
fn pod_security(facts: &Facts<'_>) -> Option<RiskView> {
    let architecture = facts.architecture();
    let level = architecture.pod_security();
    let by: Vec<String> = architecture
        .components
        .iter()
        .filter(|component| component.pod_security() == level)
        .map(|component| component.name.to_string())
        .collect();
    (architecture.namespace.managed && level != PodSecurity::Restricted).then(|| RiskView {
        risk: format!("The whole namespace admits pods of Pod Security {}", level.word()),
        evidence: format!("{} cannot run under a stricter level, and a namespace has one level for all", by.join(", ")),
        mitigation: "a blueprint and namespace of its own for what needs it, so that the others stay restricted"
            .to_owned(),
        affected: by,
    })
}

/// Exceptions to safe defaults.
fn exceptions(facts: &Facts<'_>) -> Vec<RiskView> {
    let exceptions = facts.architecture().exceptions.iter();
    exceptions
        .map(|exception| RiskView {
            risk: format!("{} {}", exception.subject, exception.what),
            affected: vec![exception.subject.clone()],
            evidence: format!(
                "accepted at {} because: {}",
                facts.place(&exception.origin),
                exception.because.replace('`', "'")
            ),
            mitigation: "the safe default, when the reason is gone".to_owned(),
        })
        .collect()
}

/// Patches that override decisions: the figures of the documents are not what runs.
fn patches(facts: &Facts<'_>) -> Vec<RiskView> {
    let numbered = facts.architecture().patches.iter().enumerate();
    let risk = |(number, patch): (usize, &Patch)| {
        let overrides = overrides(facts, number);
        let by_this = |emitted: &&Emitted| emitted.patches.iter().any(|patched| patched.number == number);
        let patched = facts.lead.bundle.objects().iter().find(by_this).and_then(|emitted| emitted.component.as_deref());
        (!overrides.is_empty()).then(|| RiskView {
            risk: format!("a patch of {} overrides what was decided", patch.target_name()),
            affected: vec![patched.unwrap_or("the whole").to_owned()],
            evidence: format!(
                "written at {} because: {}; overrides {}",
                facts.place(&patch.origin),
                patch.because.replace('`', "'"),
                overrides.join("; ")
            ),
            mitigation: "say it in the language, so that load, quota and budgets follow".to_owned(),
        })
    };
    numbered.filter_map(risk).collect()
}
