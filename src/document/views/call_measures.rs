//! Measures at calls: what is optional, what waits, what is tried again, what sticks to a pod.

use super::measures::{MeasureView, top};
use crate::architecture::model::{Call, CallKind, ComponentId, Target, Transport};
use crate::document::facts::Facts;
use crate::plan::{Scale, Workload};
use crate::units::{Fixed, Rate};
use std::collections::BTreeSet;

/// Calls without which a caller still works.
pub fn optional(facts: &Facts<'_>) -> Vec<MeasureView> {
    let calls = facts.architecture().calls.iter().filter(|call| call.optional);
    calls
        .map(|call| {
            let (from, to) = ends(facts, call);
            let patience = call.timeout.as_ref().map_or_else(
                || "but no timeout is given, so a slow answer still holds the request".to_owned(),
                |time| format!("after {} at the latest", time.value),
            );
            MeasureView {
                measure: format!("Answer without {to} when it is slow or away"),
                status: "in place".to_owned(),
                objects: vec![from.clone()],
                settings: vec![format!("components.{from}.calls.{to}.optional ({})", facts.place(&call.origin))],
                affected: vec![from.clone()],
                rationale: format!("{from} declares the call optional and goes on without it, {patience}"),
                verify: vec![format!("the scalability test that takes {to} away")],
                undo: "remove `optional` at that call: it then counts against the availability of what lies above"
                    .to_owned(),
            }
        })
        .collect()
}

fn ends(facts: &Facts<'_>, call: &Call) -> (String, String) {
    (facts.target(Target::Component(call.from)).to_owned(), facts.target(call.to).to_owned())
}

/// Calls that may wait for ever, by caller.
pub fn timeouts(facts: &Facts<'_>) -> Option<MeasureView> {
    let waits = |call: &&Call| call.timeout.is_none() && !matches!(call.kind, CallKind::Consumes { .. });
    let calls: Vec<&Call> = facts.architecture().calls.iter().filter(waits).collect();
    let callers: BTreeSet<String> = calls.iter().map(|call| ends(facts, call).0).collect();
    let callers: Vec<String> = callers.into_iter().collect();
    let setting = |call: &&Call| {
        let (from, to) = ends(facts, call);
        format!("components.{from}.calls.{to}.timeout ({})", facts.place(&call.origin))
    };
    let settings = calls.iter().map(setting).collect();
    let outward = |call: &&&Call| call.to != Target::Component(call.from);
    let shown = *calls.iter().find(outward).or(calls.first())?;
    Some(MeasureView {
        measure: format!("Give {} of {} calls a timeout", calls.len(), facts.architecture().calls.len()),
        status: "to do".to_owned(),
        objects: callers.clone(),
        settings,
        rationale: format!(
            "no timeout is given for them: when a callee hangs, the requests of {} hang with it",
            callers.join(", ")
        ),
        verify: hang(facts, shown),
        undo: "remove `timeout` at the call".to_owned(),
        affected: callers,
    })
}

/// How to see that a caller gives up: its callee is taken away and brought back.
fn hang(facts: &Facts<'_>, call: &Call) -> Vec<String> {
    let (from, to) = ends(facts, call);
    if call.to == Target::Component(call.from) {
        return vec![format!("a call of {from} to itself that hangs ends with the timeout")];
    }
    let told = format!("while {to} is away, {from} answers within the timeout, if only with an error");
    let pods = facts.running().find(|(_, component, ..)| component.name.as_str() == to);
    let Some((_, component, _, plan)) = pods else { return vec![told] };
    // A store that is taken away in passing may lose what it holds.
    if plan.workload.value != Workload::Deployment || component.kind.is_store() {
        return vec![told];
    }
    let scale = |count: u32| format!("kubectl -n {} scale deployment/{to} --replicas={count}", facts.namespace());
    vec![told, scale(0), scale(plan.scale.bounds().0.max(1))]
}

/// Calls that are tried again: what a callee gets when it is slow.
pub fn retries(facts: &Facts<'_>) -> Vec<MeasureView> {
    let mut measures = Vec::new();
    for call in facts.architecture().calls.iter().filter(|call| call.retries > 0) {
        let (from, to) = ends(facts, call);
        let Some(rate) = facts.rate(call) else { continue };
        let most = Rate(rate.0.times(Fixed::whole(u64::from(call.retries) + 1)));
        measures.push(MeasureView {
            measure: format!("Keep the retries of {from} from flooding {to}"),
            status: "to do".to_owned(),
            objects: vec![from.clone()],
            settings: vec![format!("components.{from}.calls.{to}.retries ({})", facts.place(&call.origin))],
            rationale: format!(
                "{rate} at the peak become {most} when every call fails and is tried {} more",
                times(call.retries)
            ),
            verify: hang(facts, call),
            undo: format!("write `retries: {}` again", call.retries),
            affected: vec![to],
        });
    }
    measures
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// gRPC and HTTP/2 connections stay with the pod that took them.
pub fn balance(facts: &Facts<'_>) -> Option<MeasureView> {
    let several = |id: ComponentId| {
        let pods = facts.plan().components.get(id.0).and_then(|plan| plan.pods.as_ref());
        pods.is_some_and(|pods| matches!(pods.scale, Scale::Auto { .. }) || pods.scale.bounds().1 > 1)
    };
    let mut answering = BTreeSet::new();
    let mut calling = BTreeSet::new();
    for call in &facts.architecture().calls {
        let Target::Component(to) = call.to else { continue };
        let long = call.ports.first().is_some_and(|port| matches!(port.protocol, Transport::Grpc | Transport::Http2));
        if long && several(to) {
            answering.insert(facts.target(call.to).to_owned());
            calling.insert(facts.target(Target::Component(call.from)).to_owned());
        }
    }
    let (answering, calling): (Vec<String>, Vec<String>) =
        (answering.into_iter().collect(), calling.into_iter().collect());
    (!answering.is_empty()).then(|| MeasureView {
        measure: "Spread gRPC calls over pods".to_owned(),
        status: "to do".to_owned(),
        objects: calling.clone(),
        settings: vec![
            "the gRPC client of the callers: a maximum connection age, or `round_robin` over a headless Service"
                .to_owned(),
        ],
        rationale: format!(
            "a Service balances connections, not calls: new pods of {} get nothing until callers connect anew",
            answering.join(", ")
        ),
        verify: top(facts, &answering),
        undo: "take the client option back".to_owned(),
        affected: answering,
    })
}
