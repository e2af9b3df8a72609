//! Health checks as asked for, with their ports.

use super::{Context, sourced};
use crate::architecture::model::{Check, Port, Probe, Probes, Transport};
use crate::blueprint::spec::{ProbeSpec, ProbesSpec};
use crate::blueprint::table::{Field, Flag, Set};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{nearest, one_of};
use crate::source::Sourced;
use crate::units::Duration;

use super::external::texts;

/// The health checks of a component.
pub fn probes(name: &str, field: &Field<ProbesSpec>, ports: &[Port], cx: &mut Context<'_>) -> Probes {
    let Some(spec) = field.get() else { return Probes::default() };
    Probes {
        readiness: probe(name, &spec.readiness, ports, cx),
        liveness: probe(name, &spec.liveness, ports, cx),
        startup: probe(name, &spec.startup, ports, cx),
    }
}

fn probe(name: &str, field: &Field<ProbeSpec>, ports: &[Port], cx: &mut Context<'_>) -> Option<Sourced<Probe>> {
    let set = field.set()?;
    let spec = &set.value;
    begins_in_time(name, spec, cx);
    let on = |flag: &Field<Flag>| flag.get().is_some_and(|flag| flag.0);
    let check = if on(&spec.none) {
        Check::None
    } else if let Some(path) = spec.path.set() {
        http(name, set, &path.value.0, ports, cx)?
    } else if on(&spec.grpc) {
        Check::Grpc { port: port(name, set, ports, |protocol| protocol == Transport::Grpc, "gRPC", cx)?.target }
    } else if let Some(command) = spec.exec.get() {
        if command.is_empty() {
            let message = format!("the probe of `{name}` runs no command");
            cx.push_at(
                &codes::INCOMPLETE,
                spec.exec.set().and_then(Set::span),
                message,
                "write `exec: [command, argument]`",
            );
        }
        says_something(name, spec, cx);
        Check::Exec(command.iter().map(|word| word.0.clone()).collect())
    } else if on(&spec.tcp) || spec.port.is_set() {
        Check::Tcp { port: port(name, set, ports, |protocol| protocol != Transport::Udp, "TCP", cx)?.target }
    } else {
        return timings_only(name, set, ports, cx);
    };
    for (what, span) in [("period", spec.period.set()), ("timeout", spec.timeout.set())] {
        if let Some(span) = span.filter(|span| span.value.0 == 0 || !span.value.is_whole_secs()) {
            let message = format!(
                "the {what} of the probe of `{name}` is {}, but Kubernetes counts whole seconds from 1",
                span.value
            );
            cx.push_at(
                &codes::OUT_OF_RANGE,
                span.span(),
                message,
                format!("write `{}s`", span.value.secs_ceil().max(1)),
            );
        }
    }
    if spec.headers.is_set() && !matches!(check, Check::Http { .. }) {
        let message = format!("the probe of `{name}` has headers, but makes no HTTP request");
        cx.push_at(
            &codes::INCOMPLETE,
            spec.headers.set().and_then(Set::span),
            message,
            "write `path: /healthz` beside them",
        );
    }
    Some(sourced(&set.with(timed(check, spec))))
}

/// A delay of more than a minute stands where a startup probe should.
fn begins_in_time(name: &str, spec: &ProbeSpec, cx: &mut Context<'_>) {
    let Some(delay) = spec.delay.set().filter(|delay| delay.value > LATEST_CHECK) else { return };
    let message = format!("`{name}` is not checked for {} after its start, however early it is ready", delay.value);
    let help = format!("write `startup: {}` for the component instead of the delay", delay.value);
    cx.push_at(&codes::LATE_PROBE, delay.span(), message, help);
}

/// The latest first check that is no mistake.
const LATEST_CHECK: Duration = Duration::from_secs(60);

/// A command that cannot fail is no check.
fn says_something(name: &str, spec: &ProbeSpec, cx: &mut Context<'_>) {
    let Some(set) = spec.exec.set() else { return };
    let words: Vec<&str> = set.value.iter().map(|word| word.0.as_str()).collect();
    if cannot_fail(&words) {
        let message =
            format!("the probe of `{name}` runs `{}`, which succeeds whatever the program does", words.join(" "));
        let help = "ask the program itself, or leave the probe out: without one at least nobody relies on it";
        cx.push_at(&codes::IDLE_PROBE, set.span(), message, help);
    }
}

/// Whether a command succeeds in every container.
fn cannot_fail(words: &[&str]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    match program.rsplit('/').next().unwrap_or(program) {
        "true" | "echo" | "pwd" | "sleep" | ":" => true,
        "ls" => arguments.iter().all(|argument| argument.starts_with('-') || matches!(*argument, "/" | ".")),
        "sh" | "bash" | "ash" | "dash" => match arguments {
            [flag, script] if flag.starts_with('-') && flag.ends_with('c') => {
                let plain = !script.contains(|c| "|&;$`<>(\n".contains(c));
                let words: Vec<&str> = script.split_whitespace().collect();
                plain && (words == ["exit", "0"] || cannot_fail_plain(&words))
            }
            _ => false,
        },
        _ => false,
    }
}

/// The same of the words of a script of one command; shells in shells are left alone.
fn cannot_fail_plain(words: &[&str]) -> bool {
    !matches!(words.first(), Some(&("sh" | "bash" | "ash" | "dash"))) && cannot_fail(words)
}

/// A probe that says only when: its check is the one that the port's protocol suggests.
fn timings_only(name: &str, set: &Set<ProbeSpec>, ports: &[Port], cx: &mut Context<'_>) -> Option<Sourced<Probe>> {
    let Some(check) = synthesized(ports) else {
        let message = format!("the probe of `{name}` says when, but not what is checked");
        cx.push_at(
            &codes::INCOMPLETE,
            set.span(),
            message,
            "write `path: /healthz`, `tcp: true`, `grpc: true` or `exec: [command]`",
        );
        return None;
    };
    Some(sourced(&set.with(timed(check, &set.value))))
}

/// The readiness check that the first checkable port suggests: gRPC has its own, everything else is a connection.
pub fn synthesized(ports: &[Port]) -> Option<Check> {
    let port = ports.iter().find(|port| port.protocol != Transport::Udp)?;
    Some(match port.protocol {
        Transport::Grpc => Check::Grpc { port: port.target },
        _ => Check::Tcp { port: port.target },
    })
}

fn timed(check: Check, spec: &ProbeSpec) -> Probe {
    Probe {
        check,
        delay: spec.delay.get().copied(),
        period: spec.period.get().copied(),
        timeout: spec.timeout.get().copied(),
        failures: spec.failures.get().map(|whole| whole.0),
    }
}

fn http(name: &str, set: &Set<ProbeSpec>, path: &str, ports: &[Port], cx: &mut Context<'_>) -> Option<Check> {
    if !path.starts_with('/') {
        let message = format!("the probe of `{name}` asks for `{path}`, which is no path: it begins with `/`");
        let mut problem = Diagnostic::nowhere(&codes::OUT_OF_RANGE, message);
        problem.span = set.value.path.set().and_then(Set::span);
        cx.push(problem.help(format!("write `/{path}`")));
    }
    let speaks = |protocol| matches!(protocol, Transport::Http | Transport::Https | Transport::Http2 | Transport::Ws);
    let found = port(name, set, ports, speaks, "HTTP", cx)?;
    Some(Check::Http {
        path: path.to_owned(),
        port: found.target,
        headers: texts(&set.value.headers),
        tls: found.protocol == Transport::Https,
    })
}

/// The port of a check: as written, else the first that speaks the protocol, else the only one.
fn port<'p>(
    name: &str,
    set: &Set<ProbeSpec>,
    ports: &'p [Port],
    speaks: impl Fn(Transport) -> bool,
    what: &str,
    cx: &mut Context<'_>,
) -> Option<&'p Port> {
    let names: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
    if let Some(wanted) = set.value.port.set() {
        let text = wanted.value.0.as_str();
        let found = ports.iter().find(|port| port.name == text || port.target.to_string() == text);
        if found.is_none() {
            let mut problem =
                Diagnostic::nowhere(&codes::UNKNOWN_PORT, format!("`{name}` has no port `{text}` to check"));
            problem.span = wanted.span();
            let problem = match (nearest(text, names.iter().copied()), wanted.span()) {
                (Some(meant), Some(span)) => problem.fix(span, meant),
                _ => problem.help(super::calls::ports_of(&names)),
            };
            cx.push(problem);
        }
        return found;
    }
    let fitting = ports.iter().find(|port| speaks(port.protocol));
    let only = if ports.len() == 1 { ports.first() } else { None };
    let found = fitting.or(only);
    if found.is_none() {
        let message = format!("`{name}` has no port on which {what} could be checked");
        let help = if names.is_empty() {
            "give it a port".to_owned()
        } else {
            format!("write `port: {}` in the probe", one_of(&names))
        };
        cx.push_at(&codes::NO_PORT, set.span(), message, help);
    }
    found
}
