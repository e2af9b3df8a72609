//! The reference of the language as Markdown, from the same table that reads it.

use super::examples::Examples;
use super::schema::book;
use super::spec::{BlueprintSpec, ComponentType, StandardFile};
use super::table::{About, Key, Places, paragraph};
use crate::catalog::engines::{self, Engine, EnvSource, StoreType};
use std::fmt::Write as _;

const INTRODUCTION: &str = "\
# The blueprint language

This page is generated from the key table in the code, which also reads blueprints and makes the JSON Schema
(`groundplan schema blueprint`). A key that is not on it is refused, with the key that was probably meant. Every example stands in a blueprint that the
tests compile.

- Values carry their unit. `100m..200m` is request..limit, `3..20` is the fewest and the most.
- [Files](#files), [Limits](#limits), [Merging](#merging), [References](#references), [Engines](#engines) and
  [The task record](#the-task-record) come first; then every mapping with its keys, beginning with
  [blueprint](#blueprint).
";

const FILES: &str = "
## Files

A blueprint is one file, a directory, or `-` for standard input. Nothing outside of its directory is read.

| one file | a directory | what it holds |
|---|---|---|
| `X.yaml` | `blueprint.yaml` | The mapping [blueprint](#blueprint). |
| | `components/*.yaml` | A mapping from name to component body, without `components:` around it; several in a file will do. |
| | `environments/E.yaml` | The body of the environment `E`: the keys of a blueprint, without `environments: {E: …}` around it. |
| `X.d/images/E.yaml` | `images/E.yaml` | A line `component: image@digest` for each image of the environment `E`; `groundplan image set` writes it. |
| any path | any path | A platform file, named by `platform: ./platform.yaml`: a mapping `platform:`. |
| any path | any path | A [standard file](#standard-file), named under `standards`; definitions of custom resources, named by `crd`. |
| any path | any path | What `files` of a component take in. Paths start at the directory that the blueprint lies in. |

A file that cannot be read ends the command with status 2.
";

const LIMITS: &str = "
## Limits

What is over a limit is an error that names it; nothing is cut silently.

| what | at most | error |
|---|---|---|
| bytes of a file | 16 MiB | `Y0103`, `F0101` on disk |
| levels of lists and mappings | 64 | `Y0104` |
| keys and values of a file | 5,000,000 | `Y0105` |
| components of an environment | 10,000 | `A0102` |
| bytes of a blueprint whose families are written out | 16 MiB | `B0118` |
| templates that extend each other | 64 | `A0108` |
| characters of a name | 40 | `B0107` |
| characters of a namespace, `<blueprint>-<environment>` | 63 | `A0501` |
| bytes of a variable, name and value | 128 KiB | `A0316` |
| bytes of the files at one place | 1 MiB | `A0404` |
| bytes of the annotations of an object | 256 KiB | `K0105` |
| bytes of an object | 1.5 MiB | `K0109` |
| an amount of CPU or memory | 2⁶³ − 1 thousandths or bytes | `B0108` |
| problems told of the text of one file | 100 | the last one says so |
| problems printed for people; programs get all | 100 | the rest is counted |

Aliases, which would make a small file large, are refused whatever they stand for (`Y0125`).
";

const MERGING: &str = "
## Merging

What holds for a component in an environment is merged from layers, each over those before it:

1. the engine of a store;
2. `defaults`, first for `all`, then for the component's type; never over what the engine of a store fixes (image, command,
   arguments, user, ports, probes, startup, shutdown, writable, steps and sidecars);
3. the template that `extends` names;
4. the component;
5. the environment's `defaults`;
6. the component in the environment;
7. the line in `images/E.yaml`.

- Mappings merge key by key. `ports` replaces whole.
- Lists and scalars replace; `standards`, `patches`, `extra` and `accept` of an environment come behind those of the whole.
- A literal `~` removes what lower layers say: a key, or a component or an entry point in an environment.
- Of keys that are variants of each other (`to` and `routes`, for example), the higher layer's replaces the lower one's.
";

const REFERENCES: &str = "
## References

In texts such as values of `env`, arguments and files that are expanded:

| reference | what it becomes |
|---|---|
| `${x.host}`, `${x.port}` | Host and port of the component or external `x`, which must be called. |
| `${x.address}`, `${x.url}` | `host:port`, and `scheme://host:port`. |
| `${x.ports.NAME}` | The port `NAME` of `x`. |
| `${self.host}`, `${self.port}`, `${self.address}`, `${self.url}`, `${self.ports.NAME}` | The same of the component's own Service; of several ports of a store, its clients' is meant. |
| `${x.headless}`, `${self.headless}` | The name behind which DNS lists the address of every pod: of components with `identity: stable`, or with disks. A component whose pods look for each other also calls itself: `calls: {NAME: {rate: 1/s}}`. |
| `${port}`, `${ports.NAME}` | The only container port of the component, or the named one. |
| `${name}`, `${namespace}`, `${environment}` | The names of component, namespace and environment. These alone are known in labels and annotations, too. |
| `${pod.ip}`, `${pod.name}`, `${node.name}`, `${node.ip}` | What the kubelet knows when the pod starts. |
| `${resources.memory.limit}` | Also `memory.request`, `cpu.request` and `cpu.limit` of the container, as a quantity. |
| `${resources.memory.limit * 0.8 as MiB}` | A share of it, rounded down, with the unit behind it: `102MiB`. The share may be left out. |
| `${resources.memory.limit * 0.8 in MiB}` | The same as a number alone: `102`. |
| `${secrets.NAME.KEY}` | The key of a Secret, by an environment variable; the value is never read. |
| `${configs.NAME.KEY}` | A text of `configs`; there only `${namespace}`, `${environment}` and the addresses of entry points are known. |
| `${entrypoints.NAME.url}`, `${entrypoints.NAME.host}` | The address outside; the entry point needs a `host`. |
| `$(VAR)` | A variable of the same container, filled in by the kubelet. |
| `$${`, `$$(` | The text `${`, or `$(`, itself. |

The units of memory are `B`, `KiB`, `MiB`, `GiB`, `KB`, `MB` and `GB`; those of CPU are `m` and `cores`.

A secret is put into a text as it is. A password inside a URL must therefore not contain characters that are
reserved there (`@ : / ? # [ ] %` and the like): percent-encode it in the Secret, or make it of letters and digits.
";

const TASK_RECORD: &str = "
## The task record

The planning documents may close a task that a project keeps in three files, named by [task](#task) or on the command line.

- `groundplan task verify --blueprint X.yaml` says of every artifact in the task file's checklist whether it is
  `present`, `missing` or `invalid`. A planning document is invalid unless it has the very bytes that a build of the
  blueprint writes now, and unless the manifests beside it do, too. Every other artifact must be there, must not be empty,
  and must be JSON where its name says so. Status 0 means complete, 1 not. Without `--blueprint` it lists what is there, but
  freshness is not checked, and the status is 1.
- `groundplan task complete --blueprint X.yaml` does the same. If all artifacts are present it marks the checklist in the
  task file and sets the task to `SUCCEEDED` in the step file and in the project's state file, with the time and the digest of
  each artifact: all three files, or none. Every other byte stays. Done twice, it changes nothing. Without
  `--blueprint` it refuses.
";

/// The reference page.
#[must_use]
pub fn reference(examples: &Examples) -> String {
    let mut book = book();
    let _ = book.definition::<BlueprintSpec>();
    let _ = book.definition::<StandardFile>();
    let mut page = [INTRODUCTION, FILES, LIMITS, MERGING, REFERENCES].concat();
    engine_table(&mut page);
    page.push_str(TASK_RECORD);
    for record in book.records() {
        entry(record, examples, &mut page);
    }
    page
}

const ENGINE_NOTES: &str = "
- An engine without secret keys asks for no credentials: the network policies alone decide who reads and writes.
- User, database and passwords count when a disk is empty; later they are changed in the store itself.
- `opensearch` speaks HTTP without TLS and knows the user `admin`. It does not start with a weak password: at least eight
  characters, with upper and lower case, a digit, and another sign.
- `kafka` tells its clients the address `NAME.NAMESPACE` with the port of its Service: call it by that port.
- `kafka` and `opensearch` take half of their memory request as heap.
- With `args` or `command`, a component gives up the arguments of its engine.
";

/// The engines of stores.
fn engine_table(page: &mut String) {
    page.push_str("\n## Engines\n\nWhat `engine: NAME` brings; what the component itself says wins.\n");
    page.push_str("\n| name | types | image | ports | data path | secret keys | scheme of `${x.url}` |\n");
    page.push_str("|---|---|---|---|---|---|---|\n");
    for engine in engines::all() {
        let ports: Vec<String> = engine.ports.iter().map(|(name, port)| format!("`{name}` {port}")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "| `{}` | {} | `{}` | {} | {} | {} | `{}` |",
            engine.name,
            store_types(engine),
            engine.image.value,
            ports.join(", "),
            engine.data.map_or_else(String::new, |data| format!("`{}`", data.path)),
            secret_keys(engine),
            engine.url_scheme
        );
    }
    page.push_str(ENGINE_NOTES);
}

fn store_types(engine: &Engine) -> String {
    let word = |store: &StoreType| match store {
        StoreType::Database => "`database`",
        StoreType::Cache => "`cache`",
        StoreType::Queue => "`queue`",
    };
    engine.types.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// The keys of a store's secret, each once though several variables may take it.
fn secret_keys(engine: &Engine) -> String {
    let mut keys: Vec<String> = Vec::new();
    for variable in engine.env {
        let EnvSource::Secret { key, optional } = variable.source else { continue };
        let shown = format!("`{key}` ({})", if optional { "optional" } else { "required" });
        if !keys.contains(&shown) {
            keys.push(shown);
        }
    }
    keys.join(", ")
}

/// A heading, what the record is, and its keys.
fn entry(record: &About, examples: &Examples, page: &mut String) {
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
    page.push_str("\n| key | value | what it says | example |\n|---|---|---|---|\n");
    for key in record.keys {
        let _ = writeln!(
            page,
            "| `{}` | {} | {}{} | {} |",
            key.name,
            cell(&(key.describe)()),
            cell(&paragraph(key.doc)),
            places(key),
            examples.get(record.name, key.name).map(|text| format!("`{}`", cell(text))).unwrap_or_default()
        );
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
    if key.places == Places::SIDECAR {
        return " Only in a sidecar.".to_owned();
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
        let page = reference(&Examples::default());
        for link in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
            let heads = |line: &str| line.strip_prefix("## ").is_some_and(|head| anchor(head) == link);
            assert!(page.lines().any(heads), "{link}");
        }
    }

    fn anchor(heading: &str) -> String {
        heading.to_lowercase().replace(' ', "-")
    }

    #[test]
    fn engines_are_told_with_their_secrets() {
        let page = reference(&Examples::default());
        assert!(engines::all().all(|engine| page.contains(&format!("\n| `{}` |", engine.name))));
        assert!(page.contains("`password` (required)") && page.contains("`password` (optional)"));
    }

    #[test]
    fn places_and_short_forms_are_told() {
        let page = reference(&Examples::default());
        assert!(page.contains(
            "| `schedule` | a text | When a cron runs: five fields, or `@daily` and its like. Only for `cron`. |  |"
        ));
        assert!(page.contains("Only at the top of a blueprint."));
        assert!(page.contains("Short form: `10Gi`."));
        assert!(page.contains("\\|") || !page.contains("||"));
    }
}
