//! The layers: which module may know which, and which places may touch the world.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every module with the modules that it may use, from the ground floor up. What is not listed is not allowed.
const EDGES: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostics", &["source"]),
    ("units", &["diagnostics"]),
    ("names", &[]),
    ("threads", &[]),
    ("yaml", &["source", "diagnostics"]),
    ("tree", &[]),
    ("catalog", &["units", "diagnostics", "names"]),
    ("kubernetes", &["source", "catalog"]),
    ("blueprint", &["source", "diagnostics", "units", "names", "yaml", "catalog"]),
    ("project", &["source", "diagnostics", "tree", "blueprint"]),
    ("architecture", &["source", "diagnostics", "units", "names", "threads", "catalog", "blueprint"]),
    ("plan", &["source", "diagnostics", "units", "catalog", "kubernetes", "architecture"]),
    ("objects", &["source", "units", "names", "threads", "catalog", "kubernetes", "architecture", "plan"]),
    // It judges what a cluster would see: neither plan nor architecture.
    ("bundle", &["source", "diagnostics", "units", "names", "catalog", "kubernetes"]),
    ("customize", &["source", "diagnostics", "units", "names", "kubernetes", "architecture"]),
    ("agreement", &["source", "diagnostics", "kubernetes", "architecture", "plan", "bundle"]),
    ("standards", &["source", "diagnostics", "names", "kubernetes", "architecture", "bundle"]),
    ("document", &["source", "units", "names", "catalog", "kubernetes", "architecture", "plan", "bundle"]),
    (
        "output",
        &[
            "source",
            "units",
            "names",
            "threads",
            "yaml",
            "tree",
            "kubernetes",
            "blueprint",
            "architecture",
            "plan",
            "bundle",
            "document",
        ],
    ),
    ("task", &[]),
    (
        "compile",
        &[
            "source",
            "diagnostics",
            "units",
            "catalog",
            "kubernetes",
            "blueprint",
            "architecture",
            "plan",
            "objects",
            "bundle",
            "customize",
            "agreement",
            "standards",
            "document",
        ],
    ),
];

/// Places that may do what no other may: a pattern, and the modules where it is allowed.
const PRIVILEGES: &[(&str, &[&str])] = &[
    ("println!", &["commands", "main"]),
    ("eprintln!", &["commands", "main"]),
    ("print!(", &["commands", "main"]),
    ("eprint!(", &["commands", "main"]),
    ("std::process::exit", &["commands", "main"]),
    ("std::env::", &["commands", "main"]),
    ("std::fs", &["tree", "commands"]),
    ("SystemTime", &["commands"]),
    ("Instant::now", &[]),
    ("granit_parser", &["yaml"]),
    ("serde_yaml", &["yaml"]),
    // Looked up, never walked: the order cannot show.
    ("HashMap", &["yaml"]),
    ("HashSet", &[]),
];

#[test]
fn modules_know_only_lower_floors() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        EDGES.iter().map(|(module, uses)| (*module, uses.iter().copied().collect())).collect();
    let order: Vec<&str> = EDGES.iter().map(|(module, _)| *module).collect();
    for (module, uses) in EDGES {
        for used in *uses {
            let (above, below) = (position(&order, module), position(&order, used));
            assert!(below < above, "{module} is listed as using {used}, which is not below it");
        }
    }
    let mut wrong = Vec::new();
    for (path, module, text) in sources() {
        let Some(allowed) = allowed.get(module.as_str()) else { continue };
        for used in used_modules(&text) {
            if used != module && !allowed.contains(used.as_str()) {
                wrong.push(format!("{}: {module} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "edges that are not allowed:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_floor() {
    let known: BTreeSet<&str> = EDGES.iter().map(|(module, _)| *module).chain(["lib", "main", "commands"]).collect();
    let unknown: BTreeSet<String> =
        sources().into_iter().map(|(_, module, _)| module).filter(|module| !known.contains(module.as_str())).collect();
    assert!(unknown.is_empty(), "modules without a floor: {unknown:?}");
}

#[test]
fn only_some_places_touch_the_world() {
    let mut wrong = Vec::new();
    for (path, module, text) in sources() {
        for (pattern, places) in PRIVILEGES {
            if !places.contains(&module.as_str()) && code_lines(&text).any(|line| line.contains(pattern)) {
                wrong.push(format!("{}: `{pattern}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "only named places may do this:\n{}", wrong.join("\n"));
}

fn position(order: &[&str], module: &str) -> usize {
    order.iter().position(|known| *known == module).unwrap_or(usize::MAX)
}

/// All source files but tests, with their top module and text.
fn sources() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
                let inside = path.strip_prefix(&root).expect("below src").to_owned();
                let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
                let module = first.trim_end_matches(".rs").to_owned();
                found.push((inside, module, fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    found.sort();
    found
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.file_name().is_some_and(|name| name == "tests.rs")
}

/// Lines of code before the module of tests, without comments.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end].lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

/// The modules of this crate that a text names.
fn used_modules(text: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let code: Vec<&str> = code_lines(text).collect();
    for rest in code.join("\n").split("crate::").skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            let names = list.split('}').next().unwrap_or_default().split(',');
            used.extend(names.map(|name| name.trim().split("::").next().unwrap_or_default().to_owned()));
        } else {
            used.insert(rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect());
        }
    }
    used.retain(|name| !name.is_empty());
    used
}
