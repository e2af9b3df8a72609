//! The page of needs: each row names keys that the reference has, and a case that writes them and shows what comes out.

use std::fs;
use std::path::{Path, PathBuf};

/// So many needs were counted in real systems; a row that goes takes a promise with it.
const FEWEST: usize = 49;

/// A key and the section of the reference that the page links it to.
struct Link {
    key: String,
    section: String,
}

/// One row: a need, the keys that say it, and the case that holds it.
struct Row {
    need: String,
    links: Vec<Link>,
    blueprint: String,
    file: String,
    fields: Vec<String>,
}

fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

fn read(inside: &str) -> Result<String, String> {
    fs::read_to_string(path(inside)).map_err(|error| format!("{inside}: {error}"))
}

/// The texts in backticks.
fn spans(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

/// The links to the reference; `None` when a link leads elsewhere or is not of a key.
fn links(cell: &str) -> Option<Vec<Link>> {
    let pairs = cell.split("](").zip(cell.split("](").skip(1));
    let links = pairs.map(|(before, after)| {
        let key = before.rsplit_once("[`")?.1.strip_suffix('`')?.to_owned();
        let section = after.strip_prefix("reference.md#")?.split_once(')')?.0.to_owned();
        Some(Link { key, section })
    });
    links.collect()
}

/// Reads a row of a table; what is wrong with its form is the error.
fn row(line: &str) -> Result<Row, String> {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [need, written, held] = cells[..] else {
        return Err(format!("{} cells instead of three: {line}", cells.len()));
    };
    let links = links(written).ok_or_else(|| format!("{need}: a link that is not [`key`](reference.md#section)"))?;
    let mut spans = spans(held).into_iter();
    let (Some(blueprint), Some(file)) = (spans.next(), spans.next()) else {
        return Err(format!("{need}: no case and file"));
    };
    let fields: Vec<String> = spans.collect();
    if links.is_empty() || fields.is_empty() {
        return Err(format!("{need}: no key, or no field"));
    }
    Ok(Row { need: need.to_owned(), links, blueprint, file, fields })
}

/// The rows of all tables, without their heads.
fn lines(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| need |"))
}

/// Whether a section of the reference has a row that begins with the key.
fn has_key(reference: &str, link: &Link) -> bool {
    let section = reference.split("\n## ").skip(1).find(|section| {
        let title = section.lines().next().unwrap_or_default();
        title.to_lowercase().replace(' ', "-") == link.section
    });
    section.is_some_and(|section| section.lines().any(|line| line.starts_with(&format!("| `{}`", link.key))))
}

/// The text of a blueprint, and the folders in which its output stands.
fn case(blueprint: &str) -> Result<(String, Vec<PathBuf>), String> {
    if let Some(name) = blueprint.strip_prefix("blueprints/") {
        return Ok((read(blueprint)?, vec![path("output").join(name.trim_end_matches(".yaml"))]));
    }
    let text = read(&format!("{blueprint}/blueprint.yaml"))?;
    let expected = path(blueprint).join("expected");
    let entries = fs::read_dir(&expected).map_err(|error| format!("{}: {error}", expected.display()))?;
    Ok((text, entries.flatten().map(|entry| entry.path()).collect()))
}

/// Whether a blueprint writes a key somewhere. A reference is left out: in a blueprint it has other names.
fn writes(blueprint: &str, link: &Link) -> bool {
    let key = format!("{}:", link.key);
    let mut places = blueprint.match_indices(&key).map(|(place, _)| &blueprint[..place]);
    link.section == "references" || places.any(|before| !before.ends_with(char::is_alphanumeric))
}

/// What is wrong with a row's keys: each is in the reference, and the case writes it.
fn wrong_keys(row: &Row, reference: &str, blueprint: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for link in &row.links {
        if !has_key(reference, link) {
            wrong.push(format!("{}: the reference has no `{}` under #{}", row.need, link.key, link.section));
        } else if !writes(blueprint, link) {
            wrong.push(format!("{}: {} does not write `{}`", row.need, row.blueprint, link.key));
        }
    }
    wrong
}

/// What is wrong with a row.
fn complaints(line: &str, reference: &str) -> Vec<String> {
    let row = match row(line) {
        Ok(row) => row,
        Err(complaint) => return vec![complaint],
    };
    let (blueprint, folders) = match case(&row.blueprint) {
        Ok(case) => case,
        Err(complaint) => return vec![format!("{}: {complaint}", row.need)],
    };
    let mut wrong = wrong_keys(&row, reference, &blueprint);
    match folders.iter().find_map(|folder| fs::read_to_string(folder.join(&row.file)).ok()) {
        None => wrong.push(format!("{}: {} has no {}", row.need, row.blueprint, row.file)),
        Some(text) => {
            let missing = row.fields.iter().filter(|field| !text.contains(field.as_str()));
            wrong.extend(missing.map(|field| format!("{}: {} has no `{field}`", row.need, row.file)));
        }
    }
    wrong
}

#[test]
fn every_need_has_a_key_and_a_case() {
    let (page, reference) =
        (read("docs/needs.md").expect("the page"), read("docs/reference.md").expect("the reference"));
    let mut needs: Vec<&str> = lines(&page).filter_map(|line| line.split(" | ").next()).collect();
    let wrong: Vec<String> = lines(&page).flat_map(|line| complaints(line, &reference)).collect();
    assert!(wrong.is_empty(), "{} mistakes in docs/needs.md:\n{}", wrong.len(), wrong.join("\n"));
    needs.sort_unstable();
    needs.dedup();
    assert!(needs.len() >= FEWEST, "only {} different needs", needs.len());
}

#[test]
fn a_row_that_is_wrong_is_found() {
    let reference = read("docs/reference.md").expect("the reference");
    let good = "| a port | [`ports`](reference.md#component) | \
        `blueprints/minimal.yaml` → `default/manifests/web/service.yaml`: `port: 8080` |";
    assert_eq!(complaints(good, &reference), Vec::<String>::new());
    let changes = [
        ("`ports`", "`prots`"),
        ("`ports`", "`env`"),
        ("#component", "#components"),
        ("#component", "#probe"),
        ("reference.md", "references.md"),
        ("[`ports`](reference.md#component)", "`ports`"),
        ("minimal.yaml", "least.yaml"),
        ("blueprints/minimal.yaml", "tests/cases/least"),
        ("service.yaml", "services.yaml"),
        ("8080", "8081"),
        (": `port: 8080`", ""),
        (" → ", " | "),
    ];
    for (part, other) in changes {
        let bad = good.replacen(part, other, 1);
        assert!(!complaints(&bad, &reference).is_empty(), "this passes: {bad}");
    }
}
