//! What a month costs, by the prices that the platform names. Prices move no manifest.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::model::{ComponentPlan, Cost, PoolPlan, Scale};
use super::reason::Reason;
use crate::architecture::model::{Architecture, Body, Gateway, Pool, Prices};
use crate::diagnostics::codes::plan as codes;
use crate::diagnostics::suggest::all_of;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::Sourced;
use crate::units::{Bytes, Money};
use std::collections::BTreeSet;

const GIB: u64 = 1 << 30;

/// A sum while it grows: both bounds, the parts in words, and what has no price.
#[derive(Default)]
struct Sum {
    least: Money,
    most: Money,
    parts: Vec<String>,
    /// What cannot have a price here.
    unpriced: Vec<String>,
    /// What could have one, and has none.
    missing: Vec<String>,
}

impl Sum {
    fn add(&mut self, least: Money, most: Money, part: String) {
        self.least = self.least.plus(least);
        self.most = self.most.plus(most);
        self.parts.push(part);
    }
}

/// What a month costs, between the fewest and the most pods; nothing where nothing has a price.
pub fn cost(
    architecture: &Architecture,
    components: &[ComponentPlan],
    pools: &[PoolPlan],
    ledger: &mut Ledger,
    sink: &mut Sink,
) -> Option<Decided<Cost>> {
    let prices = architecture.platform.prices.as_ref()?;
    let mut sum = Sum::default();
    for pool in pools {
        nodes(architecture, pool, &prices.value, &mut sum);
    }
    if !sum.parts.is_empty() {
        sum.unpriced.push("nodes that stay half empty because pods do not fit without gaps".to_owned());
    }
    disks(architecture, components, &prices.value, &mut sum);
    load_balancers(architecture, &prices.value, &mut sum);
    managed(architecture, &prices.value, &mut sum);
    let Sum { least, most, parts, unpriced, missing } = sum;
    counted_in_full(architecture, &missing, sink);
    // A sum of nothing is no figure.
    if parts.is_empty() {
        return None;
    }
    let cost = Cost { least: least.in_cents(), most: most.in_cents() };
    // Which pool takes pods that name none, is the scheduler's choice.
    let certain = architecture.platform.pools.len() < 2;
    within_budget(architecture, prices, cost, certain, sink);
    let unpriced = missing.into_iter().chain(unpriced).chain(["traffic".to_owned()]).collect();
    let basis = Basis::computed(Reason::SumOfPrices { parts, unpriced }, &prices.origin, Grade::Assumed);
    Some(ledger.decide(&architecture.environment, Setting::Cost, cost, between(cost.least, cost.most), basis))
}

/// A budget is compared with a sum: what is not in it, though it could be, is said.
fn counted_in_full(architecture: &Architecture, missing: &[String], sink: &mut Sink) {
    let Some(budget) = architecture.budget.as_ref().filter(|_| !missing.is_empty()) else { return };
    let unknown: Vec<&str> = missing.iter().map(String::as_str).collect();
    let message =
        format!("the budget of `{}` does not count {}: no price is theirs", architecture.environment, all_of(&unknown));
    let mut problem = Diagnostic::nowhere(&codes::BUDGET_IN_PART, message)
        .help("write their prices under `platform.prices`: by instance type or pool, by `tier`, and for `disk` and `loadBalancer`");
    problem.span = budget.origin.span();
    sink.push(problem);
}

fn between(least: Money, most: Money) -> String {
    if least == most {
        least.to_string()
    } else {
        format!("{}..{most}", least.to_string().trim_end_matches(" USD/month"))
    }
}

/// Nodes of a pool: never fewer than it keeps. Of several types the cheapest counts at the fewest, the dearest at the most.
fn nodes(architecture: &Architecture, plan: &PoolPlan, prices: &Prices, sum: &mut Sum) {
    let pool = architecture.platform.pools.iter().find(|pool| pool.name == plan.pool);
    let (Some(pool), Some(least), Some(most)) = (pool, &plan.at_least, &plan.at_most) else {
        let name = if plan.pool.is_empty() { "nodes".to_owned() } else { format!("nodes of {}", plan.pool) };
        sum.unpriced.push(name);
        return;
    };
    let Some((cheap, dear)) = of_pool(pool, prices) else {
        sum.missing.push(format!("nodes of {}", pool.name));
        return;
    };
    let kept = pool.nodes.map_or(0, |nodes| nodes.min);
    let (few, many) = (least.value.max(kept), most.value.max(kept));
    let count = if few == many { few.to_string() } else { format!("{few}..{many}") };
    let price = between(cheap, dear);
    sum.add(cheap.times(few.into()), dear.times(many.into()), format!("nodes of {}: {count} at {price}", pool.name));
}

/// The price of a pool, or the lowest and highest of its types, if all have one.
fn of_pool(pool: &Pool, prices: &Prices) -> Option<(Money, Money)> {
    if let Some(price) = prices.nodes.get(&pool.name) {
        return Some((*price, *price));
    }
    let of_types: Option<Vec<Money>> = pool.instance_types.iter().map(|name| prices.nodes.get(name).copied()).collect();
    let of_types = of_types?;
    Some((*of_types.iter().min()?, *of_types.iter().max()?))
}

/// Disks of all members, and those that are shared.
fn disks(architecture: &Architecture, components: &[ComponentPlan], prices: &Prices, sum: &mut Sum) {
    let (mut least, mut most) = (0u64, 0u64);
    for (component, plan) in architecture.components.iter().zip(components) {
        let (Some(pods), Some(plan)) = (component.pods(), &plan.pods) else { continue };
        let size = pods.disks.iter().fold(0u64, |sum, disk| sum.saturating_add(disk.size.value.0));
        let (few, many) = if matches!(plan.scale, Scale::Runs) { (0, 0) } else { plan.scale.bounds() };
        least = least.saturating_add(size.saturating_mul(few.into()));
        most = most.saturating_add(size.saturating_mul(many.into()));
    }
    for component in architecture.components.iter().filter(|component| component.operated().is_some()) {
        sum.unpriced.push(format!("disks of {}", component.name));
    }
    for disk in &architecture.shared_disks {
        least = least.saturating_add(disk.size.value.0);
        most = most.saturating_add(disk.size.value.0);
    }
    if most == 0 {
        return;
    }
    let Some(price) = prices.disk else {
        sum.missing.push("disks".to_owned());
        return;
    };
    let of = |bytes: u64| price.times(bytes.div_ceil(GIB));
    let size = if least == most { Bytes(least).to_string() } else { format!("{}..{}", Bytes(least), Bytes(most)) };
    sum.add(of(least), of(most), format!("disks: {size} at {price} for each Gi"));
}

/// Load balancers that objects of ours ask for. Whether an Ingress or a Gateway of others has one of its own is not known.
fn load_balancers(architecture: &Architecture, prices: &Prices, sum: &mut Sum) {
    let mut gateways = BTreeSet::new();
    let mut services = 0u64;
    let mut others = false;
    for entry in &architecture.entry_points {
        match &entry.gateway.value {
            Gateway::Class(class) => {
                gateways.insert((class, entry.issuer()));
            }
            Gateway::LoadBalancer => services += 1,
            Gateway::Ingress(_) | Gateway::Parent { .. } => others = true,
            Gateway::None | Gateway::NodePort => {}
        }
    }
    if others {
        sum.unpriced.push("load balancers of others".to_owned());
    }
    let count = services + u64::try_from(gateways.len()).unwrap_or(0);
    match prices.load_balancer {
        _ if count == 0 => {}
        Some(price) => sum.add(price.times(count), price.times(count), format!("load balancers: {count} at {price}")),
        None => sum.missing.push("load balancers".to_owned()),
    }
}

/// What a provider runs; databases that share a cluster are paid once.
fn managed(architecture: &Architecture, prices: &Prices, sum: &mut Sum) {
    let mut paid = BTreeSet::new();
    for component in &architecture.components {
        let Body::Managed(managed) = &component.body else { continue };
        if managed.cluster.as_ref().is_some_and(|cluster| !paid.insert(cluster.clone())) {
            continue;
        }
        match managed.tier.as_ref().and_then(|tier| prices.managed.get(tier)) {
            Some(price) => sum.add(*price, *price, format!("{}: {price}", component.name)),
            None => sum.missing.push(component.name.to_string()),
        }
    }
}

/// A budget is kept by what is paid.
fn within_budget(architecture: &Architecture, prices: &Sourced<Prices>, cost: Cost, certain: bool, sink: &mut Sink) {
    let Some(budget) = architecture.budget.as_ref().filter(|budget| budget.value < cost.most) else { return };
    let environment = &architecture.environment;
    let (code, message) = if certain && budget.value < cost.least {
        let message = format!("`{environment}` costs {} at the least; its budget is {}", cost.least, budget.value);
        (&codes::OVER_BUDGET, message)
    } else {
        let message = format!("`{environment}` costs up to {}; its budget is {}", cost.most, budget.value);
        (&codes::MAYBE_OVER_BUDGET, message)
    };
    let mut problem = Diagnostic::nowhere(code, message).help("lower what is asked for, or raise the budget");
    problem.span = budget.origin.span();
    if let Some(span) = prices.origin.span() {
        problem = problem.related(span, "by these prices");
    }
    sink.push(problem);
}
