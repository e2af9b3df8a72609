//! Parties of the platform that ports let in by name.

use super::Context;
use crate::architecture::model::{Architecture, Body, Platform, Port};
use crate::blueprint::table::{Field, Placed, Text};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{Origin, Sourced};

/// The names that a port lists, each once.
pub fn names(field: &Field<Vec<Placed<Text>>>, cx: &mut Context<'_>) -> Vec<Sourced<String>> {
    let mut names: Vec<Sourced<String>> = Vec::new();
    for written in field.get().into_iter().flatten() {
        let name = written.0.as_str();
        if names.iter().any(|known| known.value == name) {
            let message = format!("`{name}` is let in twice");
            cx.push_at(&codes::NAME_USED_TWICE, Some(written.span), message, "name it once");
            continue;
        }
        names.push(Sourced::new(name.to_owned(), Origin::Written(written.span)));
    }
    names
}

/// Whoever is let in is known, where a policy of ours decides that.
pub fn rules(architecture: &Architecture, sink: &mut Sink) {
    for component in &architecture.components {
        if !matches!(component.body, Body::Pods(_) | Body::Operated(_)) {
            continue;
        }
        for port in &component.ports {
            for name in &port.peers {
                known(component.name.as_str(), port, name, &architecture.platform, sink);
            }
        }
    }
}

fn known(component: &str, port: &Port, name: &Sourced<String>, platform: &Platform, sink: &mut Sink) {
    let wanted = name.value.as_str();
    let span = name.origin.span();
    let found = platform.parties().find(|(known, _)| *known == wanted);
    let (code, message) = match found {
        Some((_, Some(_))) => return,
        Some((_, None)) => (
            &codes::NO_PEER,
            format!("port `{}` of `{component}` lets `{wanted}` in, but nothing says who that is", port.name),
        ),
        None => (&codes::UNKNOWN_PARTY, format!("the platform knows no party `{wanted}` that a port could let in")),
    };
    let mut problem = Diagnostic::nowhere(code, message);
    problem.span = span;
    // What pods ask is not what asks them: the API server calls from elsewhere than where it listens.
    let meant = if wanted == "apiServer" {
        Some("webhooks")
    } else {
        nearest(wanted, platform.parties().map(|(known, _)| known))
    };
    sink.push(match (found, meant, span) {
        (Some(_), ..) => problem.help(line(wanted)),
        (None, Some(meant), Some(span)) => problem.fix(span, meant),
        (None, ..) => {
            problem.help(format!("write `platform: {{peers: {{others: {{{wanted}: {{namespace: NAME}}}}}}}}`"))
        }
    });
}

/// The line that says who a party is.
fn line(party: &str) -> String {
    let (usual, remark) = match party {
        "keda" => ("{namespace: keda}", ""),
        "metrics" => ("{namespace: monitoring}", ""),
        "webhooks" => ("{cidrs: [NETWORK]}", ", with the networks from which the API server calls pods"),
        _ => ("{cidrs: [NETWORK]}", ""),
    };
    format!("write `platform: {{peers: {{{party}: {usual}}}}}`{remark}")
}
