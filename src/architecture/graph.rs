//! The graph of calls: what is reached, and what goes in circles. No recursion: graphs may be deep.

use super::model::{Architecture, Component, ComponentId, Target};
use std::collections::BTreeSet;

/// The components that some entry point leads to, or that work by themselves, directly or through calls.
#[must_use]
pub fn reached(architecture: &Architecture) -> BTreeSet<ComponentId> {
    let ways_in = architecture.entry_points.iter().flat_map(|entry| entry.routes.iter().map(|route| route.to));
    let starters = architecture.ids().filter(|(id, component)| {
        !component.kind.is_store() && component.kind != super::model::ComponentType::Service
            || component.load.is_some()
            || is_called_from_outside(component)
            || component.ports.is_empty() && architecture.calls_from(*id).next().is_some()
    });
    let mut open: Vec<ComponentId> = ways_in.chain(starters.map(|(id, _)| id)).collect();
    let mut reached: BTreeSet<ComponentId> = open.iter().copied().collect();
    let callees = callees(architecture);
    while let Some(id) = open.pop() {
        for &next in callees.get(id.0).into_iter().flatten() {
            if reached.insert(next) {
                open.push(next);
            }
        }
    }
    reached
}

/// Whether a port lets in somebody who calls, not only one who watches.
#[must_use]
pub fn is_called_from_outside(component: &Component) -> bool {
    let mut parties = component.ports.iter().flat_map(|port| &port.peers);
    parties.any(|party| !matches!(party.value.as_str(), "metrics" | "keda"))
}

/// The components that each component calls, caches in front of them included.
#[must_use]
pub fn callees(architecture: &Architecture) -> Vec<Vec<ComponentId>> {
    let mut callees = vec![Vec::new(); architecture.components.len()];
    for call in &architecture.calls {
        let Some(list) = callees.get_mut(call.from.0) else { continue };
        if let Target::Component(to) = call.to {
            list.push(to);
        }
        list.extend(call.behind.as_ref().map(|(cache, _)| *cache));
    }
    callees
}

/// The strongly connected components with more than one member, or with an edge to themselves (Tarjan, without recursion).
pub fn circles<I: Iterator<Item = ComponentId>>(
    count: usize,
    next: impl Fn(ComponentId) -> I,
) -> Vec<Vec<ComponentId>> {
    let components = strongly_connected(count, &next);
    components
        .into_iter()
        .filter(|members| members.len() > 1 || members.iter().any(|id| next(*id).any(|to| to == *id)))
        .collect()
}

/// All strongly connected components, callees before their callers.
pub fn strongly_connected<I: Iterator<Item = ComponentId>>(
    count: usize,
    next: &impl Fn(ComponentId) -> I,
) -> Vec<Vec<ComponentId>> {
    let edges: Vec<Vec<usize>> =
        (0..count).map(|id| next(ComponentId(id)).map(|to| to.0).filter(|to| *to < count).collect()).collect();
    let mut search = Search {
        edges,
        index: vec![None; count],
        low: vec![0; count],
        on_stack: vec![false; count],
        stack: Vec::new(),
        next_index: 0,
        found: Vec::new(),
    };
    for start in 0..count {
        search.from(start);
    }
    search.found
}

/// The state of the depth-first search.
struct Search {
    edges: Vec<Vec<usize>>,
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next_index: usize,
    found: Vec<Vec<ComponentId>>,
}

#[expect(clippy::indexing_slicing, reason = "all indices are below the number of nodes, which all vectors have")]
impl Search {
    fn from(&mut self, start: usize) {
        if self.index[start].is_some() {
            return;
        }
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((node, edge)) = path.pop() {
            if let Some(&to) = self.edges[node].get(edge) {
                path.push((node, edge + 1));
                match self.index[to] {
                    None => {
                        self.enter(to);
                        path.push((to, 0));
                    }
                    Some(index) if self.on_stack[to] => self.low[node] = self.low[node].min(index),
                    Some(_) => {}
                }
            } else {
                if let Some(&(parent, _)) = path.last() {
                    self.low[parent] = self.low[parent].min(self.low[node]);
                }
                self.leave(node);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = Some(self.next_index);
        self.low[node] = self.next_index;
        self.next_index += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    /// Takes a whole component off the stack, when its first node is left.
    fn leave(&mut self, node: usize) {
        if self.index[node] != Some(self.low[node]) {
            return;
        }
        let mut members = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.on_stack[member] = false;
            members.push(ComponentId(member));
            if member == node {
                break;
            }
        }
        members.sort();
        self.found.push(members);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn circles_are_found_once() {
        let edges = [vec![1], vec![2], vec![0], vec![3], vec![]];
        let next = |id: ComponentId| edges.get(id.0).into_iter().flatten().map(|to| ComponentId(*to));
        assert_eq!(circles(5, next), vec![vec![ComponentId(0), ComponentId(1), ComponentId(2)], vec![ComponentId(3)]]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_is_no_problem() {
        let next = |id: ComponentId| (id.0 + 1 < 100_000).then_some(ComponentId(id.0 + 1)).into_iter();
        assert!(circles(100_000, next).is_empty());
    }

    proptest! {
        #[test]
        fn members_of_a_circle_reach_each_other(edges in proptest::collection::vec((0usize..12, 0usize..12), 0..40)) {
            let next = |id: ComponentId| {
                let found: Vec<_> = edges.iter().filter(|(from, _)| *from == id.0).map(|(_, to)| ComponentId(*to)).collect();
                found.into_iter()
            };
            let reaches = |from: ComponentId, to: ComponentId| {
                let mut seen = BTreeSet::new();
                let mut open = vec![from];
                while let Some(at) = open.pop() {
                    open.extend(next(at).filter(|id| seen.insert(*id)));
                }
                seen.contains(&to)
            };
            let found = circles(12, next);
            for id in (0..12).map(ComponentId) {
                prop_assert_eq!(found.iter().any(|circle| circle.contains(&id)), reaches(id, id));
            }
            for circle in found {
                for (&a, &b) in circle.iter().zip(circle.iter().skip(1)) {
                    prop_assert!(reaches(a, b) && reaches(b, a));
                }
            }
        }
    }
}
