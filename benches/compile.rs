//! Speed and memory of a build: a thousand components, one environment, about ten thousand objects.
//!
//! The baseline is what cannot be saved: serializing the same objects as JSON, in the same run, side by side. Times are the
//! median of several rounds; peak memory is what the operating system says of the process.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use groundplan::blueprint::Layout;
use groundplan::catalog::Catalog;
use groundplan::compile;
use groundplan::diagnostics::Sink;
use groundplan::output::{self, Places};
use groundplan::source::{Files, Sources};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Components of the generated blueprint.
const COMPONENTS: usize = 1000;
/// Rounds whose median is shown.
const ROUNDS: usize = 7;

/// One file in memory.
struct Memory(String);

impl Files for Memory {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone().into_bytes())
    }

    fn list(&self, _: &str) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// A blueprint in layers of ten: every service calls three of the layer below.
fn blueprint() -> String {
    let mut text = String::from(
        "blueprint: large\nedition: \"2026\"\nplatform:\n  provider: gcp\n  region: europe-west1\n  zones: [europe-west1-b, europe-west1-c]\n  \
         gateway: {class: gke-l7-global-external-managed}\nentrypoints:\n  web: {to: c0000, host: large.example, tls: provider, load: \
         {peak: 500/s, mean: 100/s}}\ncomponents:\n",
    );
    for at in 0..COMPONENTS {
        let _ = write!(
            text,
            "  c{at:04}:\n    image: registry.example/team/c{at:04}:1.4.2\n    ports: {{http: 8080}}\n    probes: /healthz\n    env: \
             {{LOG_LEVEL: info, PORT: \"${{port}}\"}}\n    files: {{/etc/app/app.conf: {{text: \"name = c{at:04}\\nworkers = 4\\n\"}}, /etc/app/log.conf: {{text: \"level = info\\n\"}}, /etc/motd: {{text: \"c{at:04}\\n\"}}}}\n    \
             writable: [/tmp]\n    perRequest: {{cpu: 2ms}}\n    resources: {{memory: 128Mi..256Mi}}\n"
        );
        let callees: Vec<usize> =
            (1..=3).map(|step| (at / 10 + 1) * 10 + (at + step) % 10).filter(|to| *to < COMPONENTS).collect();
        if !callees.is_empty() {
            text.push_str("    calls:\n");
        }
        for to in callees {
            let _ = writeln!(text, "      c{to:04}: {{perRequest: 0.3, addressEnv: C{to:04}_ADDR}}");
        }
    }
    text
}

/// The median of some times.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Peak memory of this process in MiB, where the system says.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// A blueprint that no longer compiles is no benchmark.
fn refused(sink: Sink) {
    for problem in sink.into_sorted() {
        println!("{}: {}", problem.code.id, problem.message);
    }
}

fn main() {
    let files = Memory(blueprint());
    let mut build = Vec::new();
    let mut bare = Vec::new();
    let mut made = Vec::new();
    let (mut objects, mut bytes, mut disk) = (0, 0usize, None);
    let Ok(scratch) = tempfile::tempdir() else { return };
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut sources = Sources::default();
        let mut sink = Sink::default();
        let layout = Layout::Single { file: "large.yaml", side: "large.d" };
        let Some(blueprint) = compile::read(layout, &files, &mut sources, &mut sink) else { return refused(sink) };
        let Some(compiled) = compile::environment(&blueprint, Catalog::embedded(), "default", &mut sink) else {
            return refused(sink);
        };
        let Ok(manifests) = output::manifests(&compiled.bundle) else { return };
        made.push(start.elapsed());
        drop(manifests);
        let all = [compiled];
        let places = Places::of(&blueprint, scratch.path(), None);
        let written = compile::documents(&blueprint, &all, &sources, &mut sink);
        let Ok(trees) = output::whole(&all, written, &places, &sources) else { return };
        build.push(start.elapsed());
        let [compiled] = all;
        bytes = trees
            .iter()
            .flat_map(|tree| &tree.sections)
            .flat_map(|section| section.files.iter())
            .map(|(_, file)| file.bytes.len())
            .sum();
        disk = Some(trees);
        let start = Instant::now();
        let json: Vec<Vec<u8>> =
            compiled.bundle.objects().iter().filter_map(|emitted| serde_json::to_vec(&emitted.object).ok()).collect();
        bare.push(start.elapsed());
        objects = json.len();
    }
    let (build, bare, made) = (median(build), median(bare), median(made));
    println!("{COMPONENTS} components, {objects} objects, {bytes} bytes in the tree, median of {ROUNDS} rounds");
    println!("blueprint to all manifests  {:>8.1} ms", made.as_secs_f64() * 1e3);
    println!("blueprint to finished tree  {:>8.1} ms (with plan.json and documents)", build.as_secs_f64() * 1e3);
    println!("bare serialization (JSON)   {:>8.1} ms", bare.as_secs_f64() * 1e3);
    let ratio = |time: Duration| time.as_secs_f64() / bare.as_secs_f64().max(f64::EPSILON);
    println!("ratios                      {:>8.2} and {:.2}", ratio(made), ratio(build));
    let memory = peak_memory();
    for (what, trees) in [("disk: all files are new", &disk), ("disk: nothing has changed", &disk)] {
        let start = Instant::now();
        for tree in trees.iter().flatten() {
            if let Err(error) = groundplan::tree::write(&tree.wanted(), &[], &groundplan::tree::GitHistory) {
                println!("{what}: {error}");
            }
        }
        println!("{what:<28}{:>8.1} ms", start.elapsed().as_secs_f64() * 1e3);
    }
    match memory {
        Some(mib) => println!("peak memory                 {mib:>8} MiB"),
        None => println!("peak memory                  unknown on this system"),
    }
}
