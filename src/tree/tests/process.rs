//! The killing of a real process at a step of its write.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use super::{
    interruption::{both, new_sections, old_root},
    support::{Fate, Fates, Nothing, snapshot},
};
use crate::tree::{Wanted, recover, write::write_stepwise};

const ROOT: &str = "GROUNDPLAN_TEST_ROOT";
const STEP: &str = "GROUNDPLAN_TEST_STEP";

/// The process that is killed: without its variables it does nothing.
#[test]
fn child() {
    let (Ok(root), Ok(step)) = (env::var(ROOT), env::var(STEP)) else {
        return;
    };
    let wanted = Wanted { root: Path::new(&root), sections: &new_sections(), obsolete: &[] };
    let mut fates = Fates::at(step.parse().unwrap(), Fate::Abort);
    write_stepwise(&wanted, &[], &Nothing, &mut fates).unwrap();
}

fn run_child(root: &Path, step: usize) -> bool {
    let name = module_path!().split_once("::").unwrap().1;
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", &format!("{name}::child")]);
    child.env(ROOT, root).env(STEP, step.to_string());
    child.stdout(Stdio::null()).stderr(Stdio::null());
    child.status().unwrap().success()
}

#[test]
fn an_aborted_process_leaves_a_root_that_recovers() {
    let (old, new) = both();
    let mut seen = [false, false];
    for step in (0..).step_by(3) {
        let root = old_root();
        let ended = run_child(&root.path(), step);
        recover(&root.path()).unwrap();
        let found = snapshot(&root.path());
        assert!(found == old || found == new, "{step}");
        seen[usize::from(found == new)] = true;
        if ended {
            break;
        }
    }
    assert_eq!(seen, [true, true]);
}
