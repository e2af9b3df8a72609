//! `groundplan build --check`: how the files differ from what would be written.

use crate::commands::console::Console;
use crate::commands::failure::Failure;
use crate::commands::verdict::Verdict;
use groundplan::diagnostics::render::Format;
use groundplan::output::Tree;
use groundplan::tree::{Comparison, Interruption, compare};
use std::fmt::Write as _;
use std::path::Path;

/// Compares all trees with the disk.
pub fn run(trees: &[Tree], format: Format, console: &Console) -> Result<Verdict, Failure> {
    let (mut list, mut clean) = (String::new(), true);
    for tree in trees {
        let comparison = compare(&tree.wanted())?;
        clean &= comparison.is_clean();
        differences(&tree.root, &comparison, &mut list);
    }
    match format {
        // Standard output holds the problems then.
        Format::Json | Format::Sarif => console.tell(&list),
        Format::Human | Format::Short => console.print(&list)?,
    }
    if clean {
        console.tell_line("everything is up to date");
        return Ok(Verdict::Fine);
    }
    console.tell_line("the files differ from the blueprint; `groundplan build` brings them up to date");
    Ok(Verdict::Found)
}

/// A line for each file that differs.
fn differences(root: &Path, comparison: &Comparison, list: &mut String) {
    let Comparison { missing, different, superfluous, blocked, interruption, .. } = comparison;
    let rows = [("missing", missing), ("different", different), ("superfluous", superfluous)];
    for (word, paths) in rows {
        for path in paths {
            // Writing to a string cannot fail.
            let _ = writeln!(list, "{word:<11}  {}", path.below(root).display());
        }
    }
    for (path, obstacle) in blocked {
        let _ = writeln!(list, "{:<11}  {}: {obstacle}", "blocked", path.below(root).display());
    }
    let pending = match interruption {
        None => return,
        Some(Interruption::ToBeCompleted) => "an interrupted build is to be completed",
        Some(Interruption::ToBeRolledBack) => "what an interrupted build prepared is to be removed",
    };
    let _ = writeln!(list, "{:<11}  {}: {pending}", "interrupted", root.display());
}
