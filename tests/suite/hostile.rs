//! Bad and hostile input, a test for each row of `docs/hostile-input.md`.

use crate::checks::memory::Memory;
use crate::diagnostics::outcome::{self, Outcome};
use groundplan::blueprint::Layout;
use groundplan::catalog::Catalog;
use groundplan::compile;
use groundplan::diagnostics::Sink;
use groundplan::diagnostics::render::Format;
use groundplan::source::Sources;
use std::fmt::Write as _;

const TOP: &str = "blueprint: shop\nedition: \"2026\"\n";
const WEB: &str = "blueprint: shop\nedition: \"2026\"\ncomponents:\n  web:\n    image: registry.example/web:1.4.2\n    ports: {http: 8080}\n";

/// What is said of a text, a line for each problem.
#[track_caller]
fn said(text: &str) -> String {
    Outcome::of_text(text).shown(Format::Short)
}

/// Every text is refused, with a message that has these words at a place.
#[track_caller]
fn refused(of: impl Fn(&str) -> String, cases: &[(&str, &str)]) {
    for (written, words) in cases {
        let outcome = Outcome::of_text(&of(written));
        let shown = outcome.shown(Format::Short);
        assert!(outcome.errors().next().is_some(), "`{written}` is not refused: {shown}");
        let line = shown.lines().find(|line| line.contains(words));
        assert!(line.is_some_and(|line| line.starts_with("bad.yaml:")), "`{written}`: {shown}");
    }
}

/// Every text compiles without a word.
#[track_caller]
fn taken(of: impl Fn(&str) -> String, cases: &[&str]) {
    for written in cases {
        let outcome = Outcome::of_text(&of(written));
        assert!(outcome.compiled && outcome.errors().next().is_none(), "`{written}`: {}", outcome.shown(Format::Short));
    }
}

/// The component `web` with a line more.
fn web(line: &str) -> String {
    format!("{WEB}    {line}\n")
}

/// A component of this name.
fn named(name: &str) -> String {
    format!("{TOP}components:\n  {name}: {{image: \"registry.example/web:1.4.2\", ports: {{http: 8080}}}}\n")
}

/// The manifests of what compiles.
#[track_caller]
fn manifests(text: &str) -> String {
    outcome::manifests(text).unwrap_or_else(|| panic!("{}", said(text)))
}

#[test]
fn bombs_towers_and_giants() {
    let mut laughs = "a0: &a0 [lol, lol]\n".to_owned();
    for level in 1..10 {
        let _ = writeln!(
            laughs,
            "a{level}: &a{level} [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]",
            level - 1
        );
    }
    refused(str::to_owned, &[(&laughs, "Y0125"), (&"[".repeat(100_000), "Y0104")]);
    assert!(said(&"#".repeat((16 << 20) + 1)).contains("Y0103"));
}

#[test]
fn anchors_and_merge_keys() {
    refused(web, &[("env: &e {A: x}", "anchors such as `&e`"), ("env: {<<: {A: x}}", "merge keys")]);
}

#[test]
fn keys_given_twice() {
    let cases = [("env: {A: x, A: y}", "`A` is given twice"), ("labels: {a/b: x, a/b: y}", "`a/b` is given twice")];
    refused(web, &cases);
    let first = Outcome::of_text(&web("env: {A: x, A: y}")).found[0].related.len();
    assert_eq!(first, 1, "the first place is named, too");
}

#[test]
fn words_that_other_readers_take_for_something_else() {
    for word in ["NO", "y", "on", "12:30:45", "1_000", "0x1f", "1e3", "=", "<<", "1.10", "null", "017"] {
        let text = web(&format!("env: {{A: \"{word}\"}}"));
        let all = manifests(&text);
        let deployment = all.split("apiVersion: ").find(|object| object.contains("kind: Deployment")).expect("one");
        let read: serde_json::Value = serde_yaml::from_str(&format!("apiVersion: {deployment}")).expect("YAML");
        let env = &read["spec"]["template"]["spec"]["containers"][0]["env"];
        assert_eq!(env[0]["value"].as_str(), Some(word), "{deployment}");
    }
    assert!(said(&web("env: {A: NO}")).contains("B0112"));
}

#[test]
fn quantities() {
    let memory = |value: &str| web(&format!("resources: {{memory: \"{value}\"}}"));
    refused(
        memory,
        &[
            ("9e99Gi", "is not a unit"),
            ("9223372036854775807Ei", "is too large"),
            ("-1Gi", "is negative"),
            ("0", "has no unit"),
            ("0Gi", "A0112"),
            ("100mi", "is not a unit"),
            ("0.1m", "is not a unit"),
            ("2Gi..1Gi", "the lower bound `2Gi` is over"),
        ],
    );
    taken(memory, &["1 Gi", "1G", "1.5Gi"]);
    let cpu = |value: &str| web(&format!("resources: {{cpu: \"{value}\"}}"));
    refused(cpu, &[("-1", "is negative"), ("0", "A0112"), ("0.1m", "finer than 1m"), ("9e99", "is not a unit")]);
    assert!(said(&web("resources: {memory: 7Ei}\n    scaling: 3")).contains("error[K0601]"), "sums do not wrap");
}

#[test]
fn loads_and_promises() {
    let peak = |value: &str| format!("{WEB}entrypoints:\n  e: {{to: web, load: {{peak: {value}}}}}\n");
    refused(
        peak,
        &[
            (".nan", "not a number"),
            (".inf", "B0108"),
            ("-1/s", "is negative"),
            ("0/s", "A0112"),
            ("1e400/s", "is not a unit"),
        ],
    );
    let promise = |slo: &str| format!("{WEB}entrypoints:\n  e: {{to: web, load: {{peak: 1/s}}, slo: {{{slo}}}}}\n");
    refused(
        promise,
        &[
            ("availability: 101%", "cannot be kept"),
            ("availability: 100%", "cannot be kept"),
            ("availability: 0%", "cannot be kept"),
            ("availability: .nan", "B0108"),
            ("availability: -5%", "is negative"),
            ("latency: 95% < -5ms", "is negative"),
            ("latency: 95% < 0ms", "outside of"),
            ("latency: 101% < 5ms", "outside of"),
        ],
    );
}

#[test]
fn encodings() {
    let outcome = |bytes: &[u8]| {
        let layout = Layout::Single { file: "bad.yaml", side: "bad.d" };
        Outcome::of(layout, &Memory::of("bad.yaml", bytes))
    };
    let latin = outcome(b"blueprint: caf\xe9\n").shown(Format::Short);
    assert!(latin.contains("byte 14") && latin.starts_with("bad.yaml:1:"), "{latin}");
    assert!(outcome(b"\xff\xfea\x00").shown(Format::Short).contains("UTF-16"));
    assert!(outcome(&[b"\xef\xbb\xbf", WEB.replace('\n', "\r\n").as_bytes()].concat()).compiled);
    refused(named, &[("\"a\u{202e}b\"", "Y0111"), ("a\u{200b}b", "Y0111")]);
}

#[test]
fn control_characters() {
    let value = |text: &str| web(&format!("env: {{A: \"{text}\"}}"));
    refused(
        value,
        &[("x\u{0}y", "Y0110"), ("x\\0y", "Y0110"), ("\\e[31m", "Y0110"), ("\\x07", "Y0110"), ("\u{7f}", "Y0110")],
    );
}

#[test]
fn names() {
    let long = "a".repeat(41);
    refused(
        named,
        &[
            ("Web", "`W` is not allowed"),
            ("a_b", "`_` is not allowed"),
            ("1a", "starts with a letter"),
            (&long, "at most 40"),
            ("\"\"", "the key has no name"),
            (".", "is not allowed"),
            ("\"..\"", "is not allowed"),
            ("-x", "starts with a letter"),
            ("a-", "does not end in `-`"),
            ("é", "is not allowed"),
            ("pod", "A0103"),
        ],
    );
    let namespace = |name: &str| format!("{WEB}namespace: {{name: {name}}}\n");
    refused(namespace, &[("default", "belongs to the cluster"), ("kube-system", "belongs to the cluster")]);
    let human = Outcome::of_text(&named("My_Web")).shown(Format::Human);
    assert!(human.contains("my-web"), "a slug is offered: {human}");
}

#[test]
fn composed_names() {
    let cron = format!(
        "{TOP}components:\n  {}: {{type: cron, image: r.example/a:1.0.0, schedule: \"@daily\"}}\n",
        "a".repeat(40)
    );
    taken(str::to_owned, &[&cron]);
    let both = WEB.replace("shop", &"a".repeat(40)) + &format!("environments:\n  {}: {{}}\n", "b".repeat(40));
    refused(str::to_owned, &[(&both, "81 characters, at most 63")]);
    let job = format!("{TOP}components:\n  {}: {{type: job, image: r.example/a:1.0.0}}\n", "a".repeat(40));
    assert_eq!(manifests(&job), manifests(&job));
}

#[test]
fn collisions() {
    let text = |more: &str| format!("{WEB}{more}");
    let steps = "    identity: stable\n    sidecars: [{name: web, image: registry.example/s:1.0.0}]\n";
    let taken = "extra:\n  - {because: x, owner: y, object: {apiVersion: v1, kind: Service, metadata: {name: web}}}\n";
    refused(text, &[(steps, "A0104"), (taken, "C0204"), ("environments: {dev: {}, Dev: {}}\n", "`D` is not allowed")]);
}

#[test]
fn paths_out_of_the_project() {
    let documents = |path: &str| format!("{WEB}documents: {{directory: '{path}'}}\n");
    refused(documents, &[("../../etc", "A0112"), ("/etc", "A0112"), ("C:\\x", "A0112"), ("a/../b", "A0112")]);
    let environment = |name: &str| format!("{WEB}environments: {{\"{name}\": {{}}}}\n");
    refused(environment, &[("../x", "B0107"), ("/x", "B0107"), ("..", "B0107")]);
}

#[test]
fn an_output_directory_in_the_way() {
    let place = tempfile::tempdir().expect("a directory");
    let blueprint = place.path().join("x.yaml");
    std::fs::write(&blueprint, WEB).expect("a file");
    let outside = place.path().join("outside");
    std::fs::create_dir_all(&outside).expect("a directory");
    std::fs::create_dir_all(place.path().join("out/shop")).expect("a directory");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, place.path().join("out/shop/default")).expect("a link");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(["build", "x.yaml", "--output", "out"])
        .current_dir(place.path())
        .output()
        .expect("the compiler runs");
    assert_eq!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(std::fs::read_dir(&outside).expect("a directory").count(), 0, "a link is not followed");
}

#[test]
fn markup_in_free_text() {
    let text = format!("{WEB}title: \"<script>alert(1)</script> {{{{x}}}} ](javascript:x)\"\n");
    taken(str::to_owned, &[&text]);
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let layout = Layout::Single { file: "x.yaml", side: "x.d" };
    let blueprint =
        compile::read(layout, &Memory::of("x.yaml", text.as_bytes()), &mut sources, &mut sink).expect("one");
    let compiled = compile::environment(&blueprint, Catalog::embedded(), "default", &mut sink).expect("manifests");
    for (name, bytes) in compile::documents(&blueprint, &[compiled], &sources, &mut sink) {
        let document = String::from_utf8(bytes).expect("UTF-8");
        assert!(!document.contains("<script"), "{name}");
        assert!(name.ends_with("json") || !document.contains("](javascript:"), "{name}");
    }
    refused(web, &[("args: [\"$(VAR)\"]", "A0310")]);
    assert!(manifests(&web("args: [\"$$(VAR)\"]")).contains("$$(VAR)"));
}

#[test]
fn braces_of_helm() {
    assert!(manifests(&web("env: {A: \"{{ .Values.x }}\"}")).contains("'{{ .Values.x }}'"));
}

#[test]
fn escapes_for_terminals() {
    for text in [named("\"a\\e[31mb\""), named("a\u{1b}[31mb"), format!("{TOP}title: \"\u{1b}]0;x\u{7}\"\n")] {
        for format in [Format::Human, Format::Short] {
            let shown = Outcome::of_text(&text).shown(format);
            assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
        }
    }
}

#[test]
fn secrets_in_clear() {
    for (name, value) in [
        ("A", "AKIAABCDEFGHIJKLMNOP"),
        ("A", "-----BEGIN RSA PRIVATE KEY-----\\nMIIEabc"),
        ("A", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"),
        ("A", "postgres://u:topsecretvalue1@h/x"),
        ("DB_PASSWORD", "hunter2hunter2"),
    ] {
        let outcome = Outcome::of_text(&web(&format!("env: {{{name}: \"{value}\"}}")));
        assert!(outcome.codes().contains(&"A0314"), "{value}");
        let secret = value.rsplit(['\\', '/']).next().unwrap_or_default().trim_end_matches("@h").to_owned();
        for format in Format::ALL {
            let shown = outcome.shown(format);
            assert!(!shown.contains(value) && (secret.len() < 8 || !shown.contains(&secret)), "{shown}");
        }
    }
}

#[test]
fn calls_in_a_circle() {
    let circle = |share: &str| {
        let part = |name: &str, other: &str| {
            format!(
                "  {name}:\n    image: registry.example/a:1.0.0\n    ports: {{http: 8080}}\n    calls: {{{other}: {share}}}\n"
            )
        };
        let load = "entrypoints: {e: {to: a, load: {peak: 10/s}}}\n";
        format!("{TOP}components:\n{}{}{load}", part("a", "b"), part("b", "a"))
    };
    refused(circle, &[("1", "P0101"), ("2", "P0101")]);
    let mild = said(&circle("0.5"));
    assert!(!mild.contains("error"), "{mild}");
    let waiting = "{perRequest: 0.1, wait: true}";
    refused(circle, &[(waiting, "A0516")]);
}

#[test]
fn dangling_doubled_and_missing() {
    refused(web, &[("calls: {wbe: 1}", "A0105")]);
    let text = |more: &str| format!("{WEB}{more}");
    refused(text, &[("  web: {image: r.example/a:1.0.0}\n", "Y0122")]);
    refused(str::to_owned, &[(&format!("{TOP}components: {{}}\n"), "A0101")]);
    let lost = "  lost: {image: registry.example/a:1.0.0, ports: {http: 8080}}\nentrypoints: {e: {to: web, load: {peak: 1/s}}}\n";
    assert!(said(&text(lost)).contains("warning[A0515]"));
}

#[test]
fn a_long_chain_and_a_wide_fan() {
    let component = |number: usize, calls: &str| {
        format!("  c{number}: {{image: registry.example/c:1.0.0, ports: {{http: 8080}}, calls: {{{calls}}}}}\n")
    };
    let mut chain = format!("{TOP}components:\n");
    for number in 0..400 {
        chain += &component(number, &format!("c{}: 1", number + 1));
    }
    chain += &component(400, "");
    chain += "entrypoints: {e: {to: c0, load: {peak: 1/s}}}\n";
    taken(str::to_owned, &[&chain]);
    let callees: Vec<String> = (1..=400).map(|number| format!("c{number}: 1")).collect();
    let mut fan = format!("{TOP}components:\n{}", component(0, &callees.join(", ")));
    for number in 1..=400 {
        fan += &component(number, "");
    }
    taken(str::to_owned, &[&fan]);
}

#[test]
fn ports() {
    let ports = |ports: &str| WEB.replace("{http: 8080}", ports);
    refused(
        ports,
        &[
            ("{http: 0}", "is not a port"),
            ("{http: 65536}", "is not a port"),
            ("{http: 8080, grpc: 8080}", "used twice"),
            ("{http: 8080, http: 8081}", "given twice"),
            ("{http: 80 -> 8080, tcp: 81 -> 8080}", "of the container is used twice"),
            ("{abcdefghijklmnop: 8080}", "at most 15"),
            ("{\"123\": 8080}", "has no letter"),
        ],
    );
    let two = |path: &str| {
        let entry = |name: &str| {
            format!("  {name}: {{routes: {{h.example{path}: web}}, tls: none, because: x, load: {{peak: 1/s}}}}\n")
        };
        format!("{WEB}entrypoints:\n{}{}", entry("a"), entry("b"))
    };
    let shown = said(&two("/x"));
    assert!(shown.contains("error"), "{shown}");
}

#[test]
fn protocols() {
    let entry = |to: &str| {
        format!(
            "{WEB}  store: {{type: cache, engine: redis}}\n  udp: {{image: r.example/u:1.0.0, ports: {{udp: 53}}}}\nentrypoints:\n  e: {{to: {to}, host: h.example, tls: {{issuer: a}}, load: {{peak: 1/s}}}}\nplatform: {{gateway: {{class: x}}, peers: {{gateway: {{cidrs: [10.0.0.0/8]}}}}}}\n"
        )
    };
    refused(entry, &[("store", "A0305"), ("udp", "A0305")]);
}

#[test]
fn schedules() {
    let cron = |schedule: &str| {
        format!("{TOP}components:\n  c: {{type: cron, image: r.example/a:1.0.0, schedule: \"{schedule}\"}}\n")
    };
    refused(
        cron,
        &[
            ("0 0 * * * *", "this one has six"),
            ("@reboot", "means nothing in a cluster"),
            ("60 * * * *", "outside of 0 to 59"),
            ("31 2 *", "this one has 3"),
            ("TZ=UTC 0 0 * * *", "cannot hold a time zone"),
            ("CRON_TZ=UTC 0 0 * * *", "cannot hold a time zone"),
            ("0 0 30 2 *", "never fires"),
            ("* * * * 7", "Sunday is 0"),
        ],
    );
    taken(cron, &["@daily", "@every 5m", "0 0 * * MON-FRI", "0 2 31 3 *"]);
}

#[test]
fn images() {
    let image = |image: &str| WEB.replace("registry.example/web:1.4.2", &format!("\"{image}\""));
    let digest = "a".repeat(64);
    refused(
        image,
        &[
            ("", "is empty"),
            ("registry.example/Web:1", "capital letters"),
            ("web@sha256:abc", "has 64"),
            ("a b", "white space"),
            ("http://x/y:1", "in front"),
        ],
    );
    taken(image, &["reg:5000/app:1.2", &format!("registry.example/web:1@sha256:{digest}")]);
    for floating in ["registry.example/web:latest", "registry.example/web", "reg:5000/app"] {
        assert!(said(&image(floating)).contains("warning[A0206]"), "{floating}");
    }
    let strict = |name: &str| format!("{}posture: strict\n", image(name));
    refused(strict, &[("registry.example/web:1.4.2", "A0205")]);
}

#[test]
fn variables() {
    let name = |name: &str| web(&format!("env: {{\"{name}\": x}}"));
    refused(name, &[("A=B", "B0107"), ("1A", "B0107"), ("A B", "B0107"), ("", "Y0123"), ("é", "B0107")]);
    let value = |length: &str| web(&format!("env: {{A: \"{}\"}}", "x".repeat(length.parse().unwrap_or(0))));
    refused(value, &[("131070", "A0316"), ("2000000", "A0316")]);
    taken(value, &["131069"]);
    let file =
        |length: &str| web(&format!("files: {{/a/b: {{text: \"{}\"}}}}", "x".repeat(length.parse().unwrap_or(0))));
    refused(file, &[("1100000", "A0404")]);
}

#[test]
fn contradictions() {
    refused(
        web,
        &[
            ("scaling: 5..2", "the lower bound `5` is over"),
            ("scaling: 0", "would never run"),
            ("disruption: {maxUnavailable: 0}", "would block every drain"),
            ("disruption: {minAvailable: 2}", "has no key `minAvailable`"),
        ],
    );
}

#[test]
fn labels_of_ours() {
    refused(
        web,
        &[
            ("labels: {app.kubernetes.io/instance: x}", "A0401"),
            ("labels: {groundplan.dev/component: x}", "A0401"),
            ("labels: {a: \"x y\"}", "A0402"),
        ],
    );
}

#[test]
fn files_that_name_files() {
    let text = |more: &str| format!("{WEB}{more}\n");
    refused(
        text,
        &[
            ("include: x.yaml", "has no key `include`"),
            ("platform: https://x.example/y.yaml", "F0101"),
            ("platform: ../y.yaml", "F0101"),
            ("standards: [/etc/passwd]", "F0101"),
        ],
    );
    let own = Outcome::of_text(&text("platform: ./bad.yaml")).shown(Format::Short);
    assert!(own.contains("a platform file has no key `blueprint`"), "a file that names itself is read once: {own}");
}

#[test]
fn editions_and_unknown_keys() {
    refused(str::to_owned, &[(&WEB.replace("2026", "2030"), "B0115"), (&WEB.replace("2026", "2020"), "B0115")]);
    let human = Outcome::of_text(&WEB.replace("image:", "imgae:")).shown(Format::Human);
    assert!(human.contains("B0101") && human.contains("image"), "{human}");
}

#[test]
fn the_same_bytes_everywhere() {
    let place = tempfile::tempdir().expect("a directory");
    std::fs::write(place.path().join("x.yaml"), WEB).expect("a file");
    let moved = WEB.replace(
        "    image: registry.example/web:1.4.2\n    ports: {http: 8080}\n",
        "    ports: {http: 8080}\n    image: registry.example/web:1.4.2\n",
    );
    assert_eq!(manifests(WEB), manifests(&moved));
    let build = |variables: &[(&str, &str)]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_groundplan"));
        command.args(["build", "x.yaml", "--emit", "manifests"]).current_dir(place.path());
        command.env_clear().envs(variables.iter().copied());
        let run = command.output().expect("the compiler runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        run.stdout
    };
    let plain = build(&[]);
    assert_eq!(plain, build(&[("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu"), ("HOME", "/nowhere")]));
    assert_eq!(plain, build(&[("LC_ALL", "C"), ("RUST_BACKTRACE", "full"), ("COLUMNS", "3")]));
}

/// The table of limits in the reference, each at its bound and one over it. That of keys and values, which takes long, is
/// asked of the reader with a lower limit in its own tests.
#[test]
fn limits_are_enforced() {
    let nested =
        |levels: usize| format!("{WEB}    annotations: {{a: {}x{}}}\n", "[".repeat(levels), "]".repeat(levels));
    assert!(!said(&nested(60)).contains("Y0104") && said(&nested(61)).contains("Y0104"));
    let extended = |count: usize| {
        let chain = (1..count).fold(String::new(), |text, at| format!("{text}  t{at}: {{extends: t{}}}\n", at - 1));
        format!("{}templates:\n  t0: {{user: 1000}}\n{chain}", web(&format!("extends: t{}", count - 1)))
    };
    assert!(!said(&extended(64)).contains("A0108") && said(&extended(65)).contains("A0108"));
    assert!(said(&extended(5_000)).contains("A0108"), "the stack is not the user's");
    let name = |length: usize| named(&"a".repeat(length));
    assert!(!said(&name(40)).contains("B0107") && said(&name(41)).contains("B0107"));
    let annotation = |bytes: usize| web(&format!("annotations: {{a/b: \"{}\"}}", "x".repeat(bytes)));
    assert!(!said(&annotation(200 << 10)).contains("K0105") && said(&annotation(256 << 10)).contains("K0105"));
    let arguments = |bytes: usize| web(&format!("args: [\"{}\"]", "x".repeat(bytes)));
    assert!(!said(&arguments(1 << 20)).contains("K0109") && said(&arguments(3 << 19)).contains("K0109"));
    let family = |bytes: usize| {
        let body =
            format!("{{for: [a, b, c, d, e, f, g, h], image: r.example/a:1.0.0, args: [{}]}}", "x".repeat(bytes));
        format!("{TOP}components:\n  \"web-${{item}}\": {body}\n")
    };
    assert!(!said(&family(1 << 20)).contains("B0118") && said(&family(1 << 21)).contains("B0118"));
    let unknown = (0..150).fold(String::new(), |text, number| format!("{text}key{number}: x\n"));
    let shown = said(&format!("{WEB}{unknown}"));
    assert!(
        shown.lines().filter(|line| line.contains("error[")).count() == 100 && shown.contains("50 more"),
        "{shown}"
    );
    let reference = include_str!("../../docs/reference.md");
    let limits = reference.split("## Limits").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the table");
    for code in limits.split('`').filter(|word| word.len() == 5 && word[1..].bytes().all(|byte| byte.is_ascii_digit()))
    {
        assert!(groundplan::diagnostics::codes::find(code).is_some(), "{code} is no code");
    }
}

/// The table of `docs/hostile-input.md` names every test of this file, and no other.
#[test]
fn the_table_names_every_test() {
    let table = include_str!("../../docs/hostile-input.md");
    let text = include_str!("hostile.rs");
    let tests: Vec<&str> = text
        .split("#[test]\nfn ")
        .skip(1)
        .filter_map(|rest| rest.split('(').next())
        .filter(|name| *name != "the_table_names_every_test")
        .collect();
    for name in &tests {
        assert!(table.contains(&format!("| `{name}` |")), "{name} is not in the table");
    }
    let rows = table.lines().filter(|line| line.starts_with("| ") && line.ends_with("` |")).count();
    assert_eq!(rows, tests.len(), "a row has no test");
}
