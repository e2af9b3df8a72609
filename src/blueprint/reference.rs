//! The reference of the language as Markdown, from the same table that reads it.

use super::schema::book;
use super::spec::{BlueprintSpec, ComponentType};
use super::table::{About, Key, Places, paragraph};
use std::fmt::Write as _;

const INTRODUCTION: &str = "\
# The blueprint language

This page is generated from the key table in the code, which also reads blueprints and makes the JSON Schema
(`groundplan schema blueprint`). A key that is not on it is refused, with the key that was probably meant.

- A mapping may be removed key by key: a literal `~` under a key removes what lower layers say about it.
- Layers merge in this order, the later ones over the earlier: engine, `defaults`, `extends`, component, the
  environment's `defaults`, the environment's component, `images/E.yaml`. Mappings merge (but `ports` replaces whole),
  lists and scalars replace.
- Values carry their unit. `100m..200m` is request..limit, `3..20` is the fewest and the most.
";

/// The reference page.
#[must_use]
pub fn reference() -> String {
    let mut book = book();
    let _ = book.definition::<BlueprintSpec>();
    let mut page = INTRODUCTION.to_owned();
    for record in book.records() {
        entry(record, &mut page);
    }
    page
}

/// A heading, what the record is, and its keys.
fn entry(record: &About, page: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(page, "\n## {}\n\n{}\n", record.name, paragraph(record.doc));
    if !record.short.is_empty() {
        let forms: Vec<String> = record.short.iter().map(|form| format!("`{form}`")).collect();
        let _ = write!(page, "\nShort form: {}.\n", forms.join(", "));
    }
    if !record.variants.is_empty() {
        let keys: Vec<String> = record.variants.iter().map(|key| format!("`{key}`")).collect();
        let _ = write!(
            page,
            "\nAt most one of {} may be written; a higher layer's choice replaces a lower one's.\n",
            keys.join(", ")
        );
    }
    page.push_str("\n| key | value | what it says |\n|---|---|---|\n");
    for key in record.keys.iter().filter(|key| !key.later) {
        let _ = writeln!(
            page,
            "| `{}` | {} | {}{} |",
            key.name,
            cell(&(key.describe)()),
            cell(&paragraph(key.doc)),
            places(key)
        );
    }
    let later: Vec<String> = record.keys.iter().filter(|key| key.later).map(|key| format!("`{}`", key.name)).collect();
    if !later.is_empty() {
        let _ = write!(page, "\nReserved, and refused until they are built: {}.\n", later.join(", "));
    }
}

/// Where a key may stand, if not everywhere.
fn places(key: &Key) -> String {
    if key.places == Places::ALL {
        return String::new();
    }
    if key.places == Places::TOP {
        return " Only at the top of a blueprint.".to_owned();
    }
    if key.places == Places::ENVIRONMENT {
        return " Only in an environment.".to_owned();
    }
    let words = ComponentType::WORDS.iter();
    let types = words.filter(|word| ComponentType::from_word(word).is_some_and(|kind| key.places.allows(kind.place())));
    let types: Vec<String> = types.map(|word| format!("`{word}`")).collect();
    format!(" Only for {}.", types.join(", "))
}

/// Text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_leads_to_a_heading() {
        let page = reference();
        for link in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
            let heading = format!("\n## {}\n", link.replace('-', " "));
            assert!(page.contains(&heading) || page.contains(&format!("\n## {link}\n")), "{link}");
        }
    }

    #[test]
    fn places_and_short_forms_are_told() {
        let page = reference();
        assert!(page.contains(
            "| `schedule` | a text | When a cron runs: five fields, or `@daily` and its like. Only for `cron`. |"
        ));
        assert!(page.contains("Only at the top of a blueprint."));
        assert!(page.contains("Short form: `10Gi`."));
        assert!(page.contains("\\|") || !page.contains("||"));
    }
}
