//! The principle: nothing that cannot be got back is ever lost.

use std::collections::BTreeMap;

use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};

use super::support::{Committed, Root, lock_text, section, snapshot};

const NAMES: [&str; 6] = ["a", "b", "c", "d/a", "d/e/b", "f/c"];
const TEXTS: [&str; 3] = ["one", "two", "three"];

/// What there is about one path: a text each, or nothing.
#[derive(Debug, Clone, Copy)]
struct Case {
    locked: Option<usize>,
    disk: Option<usize>,
    wanted: Option<usize>,
    committed: Option<usize>,
    forced: bool,
}

impl Case {
    /// Whether the text on disk may go, or stays anyway.
    fn may_go(&self) -> bool {
        let concerned = self.locked.is_some() || self.wanted.is_some();
        self.disk.is_none()
            || !concerned
            || self.disk == self.wanted
            || self.disk == self.locked
            || self.disk == self.committed
            || self.is_forced()
    }

    fn is_forced(&self) -> bool {
        self.forced && (self.locked.is_some() || self.wanted.is_some())
    }

    /// What is on disk after a write that succeeds.
    fn after(&self) -> Option<usize> {
        if self.wanted.is_some() || self.locked.is_some() { self.wanted } else { self.disk }
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    let text = || proptest::option::of(0..TEXTS.len());
    let parts = (text(), text(), text(), text(), proptest::bool::ANY);
    parts.prop_map(|(locked, disk, wanted, committed, forced)| Case { locked, disk, wanted, committed, forced })
}

fn files(cases: &[Case], text: impl Fn(&Case) -> Option<usize>) -> Vec<(&'static str, &'static str)> {
    let cases = NAMES.into_iter().zip(cases);
    cases.filter_map(|(name, case)| Some((name, TEXTS[text(case)?]))).collect()
}

fn prepare(cases: &[Case], has_lock: bool) -> (Root, Committed) {
    let root = Root::new();
    for (name, text) in files(cases, |case| case.disk) {
        root.put(name, text);
    }
    if has_lock {
        root.put("groundplan.lock", &lock_text(&files(cases, |case| case.locked)));
    }
    let committed = files(cases, |case| case.committed).into_iter();
    let committed: BTreeMap<_, _> = committed.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
    (root, Committed(committed))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_write_is_whole_and_loses_nothing(
        mut cases in proptest::collection::vec(any_case(), NAMES.len()),
        has_lock: bool,
    ) {
        if !has_lock {
            for case in &mut cases {
                case.locked = None;
            }
        }
        let (root, history) = prepare(&cases, has_lock);
        let before = snapshot(&root.path());
        let wanted = [section("", &files(&cases, |case| case.wanted))];
        let forced = files(&cases, |case| case.is_forced().then_some(0));
        let force: Vec<_> = forced.into_iter().map(|(name, _)| name).collect();
        let result = root.write_all(&wanted, &[], &force, &history);
        prop_assert_eq!(result.is_ok(), cases.iter().all(Case::may_go));
        if result.is_err() {
            prop_assert_eq!(snapshot(&root.path()), before);
        } else {
            for (name, case) in NAMES.into_iter().zip(&cases) {
                let expected = case.after().map(|text| TEXTS[text].to_owned());
                prop_assert_eq!(root.text(name), expected, "{}", name);
            }
        }
        prop_assert!(!root.at(".groundplan").exists());
    }
}
