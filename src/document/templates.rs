//! Templates: compiled in or of users, strict, and escaping whatever they are given.

use super::escape::Md;
use super::own::{self, Flaw, PARTIAL};
use super::{INFRASTRUCTURE, SCALABILITY};
use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason};
use serde::Serialize;
use serde_json::Value;
use std::sync::LazyLock;

/// The templates by the name of what they make.
const TEMPLATES: [(&str, &str); 3] = [
    (INFRASTRUCTURE, include_str!("templates/infrastructure.hbs")),
    (SCALABILITY, include_str!("templates/scalability.hbs")),
    (PARTIAL, include_str!("templates/decisions.hbs")),
];

/// A built-in template; empty under another name.
#[must_use]
pub fn template(name: &str) -> &'static str {
    TEMPLATES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
}

static REGISTRY: LazyLock<Handlebars<'static>> = LazyLock::new(registry);

/// A document; empty where a template fails, which a test rules out.
pub fn render(template: &str, view: &impl Serialize) -> String {
    attempt(template, view).unwrap_or_default()
}

/// A document, or why there is none. Blank lines in a row, which optional parts leave, become one.
pub fn attempt(template: &str, view: &impl Serialize) -> Result<String, handlebars::RenderError> {
    Ok(tidy(&REGISTRY.render(template, view)?))
}

/// A text without blanks at the ends of lines and without blank lines in a row.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup_by(|next, last| next.is_empty() && last.is_empty());
    format!("{}\n", lines.join("\n").trim())
}

/// A document by a template of the user, with all that is wrong with it.
///
/// # Errors
/// Says what the template names that does not exist, and which topics it leaves out.
pub fn render_own(document: &str, file: &str, text: &str, view: &impl Serialize) -> Result<String, Vec<Flaw>> {
    let built_in = TEMPLATES.iter().find(|(name, _)| *name == document).map_or("", |(_, text)| text);
    let fields = serde_json::to_value(view).unwrap_or_default();
    let unknown = own::unknown(file, text, &fields, built_in);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut registry = registry();
    // That it can be read was seen before anything was compiled.
    let _ = registry.register_template_string(document, text);
    let filled = registry.render(document, &fields).map_err(|error| {
        let own = error.template_name.as_deref() == Some(document);
        vec![own::unfilled(file, text, &error, own)]
    })?;
    let filled = tidy(&filled);
    match own::topics(file, &render(document, view), &filled) {
        Some(flaw) => Err(vec![flaw]),
        None => Ok(filled),
    }
}

/// Whatever is not given to a helper is escaped as text of anybody.
fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(|text| Md::text(text).into_string());
    registry.register_helper("code", Box::new(code));
    registry.register_helper("codes", Box::new(codes));
    registry.register_helper("say", Box::new(say));
    registry.register_helper("commands", Box::new(commands));
    registry.register_helper("shown", Box::new(shown_by));
    registry.register_helper("diagram", Box::new(diagram));
    for (name, text) in TEMPLATES {
        // A template that cannot be read renders nothing; a test reads them all.
        let _ = registry.register_template_string(name, text);
    }
    registry
}

/// The first argument; one that does not exist is an error, as it is outside of helpers.
fn argument<'h>(helper: &'h Helper<'_>) -> Result<&'h Value, RenderErrorReason> {
    match helper.param(0) {
        Some(given) if given.is_value_missing() => {
            Err(RenderErrorReason::MissingVariable(given.relative_path().cloned()))
        }
        Some(given) => Ok(given.value()),
        None => Err(RenderErrorReason::ParamNotFoundForIndex("helper", 0)),
    }
}

/// A scalar as text.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The elements of a list as texts.
fn elements(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(shown).collect()
}

type Rc<'reg, 'rc> = RenderContext<'reg, 'rc>;

/// `{{code name}}`: a name, a path, a value.
fn code(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    Ok(out.write(&Md::code(&shown(argument(h)?)).into_string())?)
}

/// `{{codes names}}`: several of them.
fn codes(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    Ok(out.write(&Md::codes(elements(argument(h)?).iter().map(String::as_str)).into_string())?)
}

/// `{{say sentence}}`: a sentence of the compiler, with code between backticks.
fn say(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    Ok(out.write(&Md::sentence(&shown(argument(h)?)).into_string())?)
}

/// `{{commands list}}`: a fenced block of commands, with what is no command as a list in front of it.
fn commands(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    let lines = elements(argument(h)?);
    let (run, told): (Vec<&String>, Vec<&String>) = lines.iter().partition(|line| Md::is_command(line));
    for line in told {
        out.write(&format!("- {}\n", Md::sentence(line).into_string()))?;
    }
    if !run.is_empty() {
        let block: Vec<String> = run.iter().map(|line| Md::command(line).into_string()).collect();
        out.write(&format!("\n```sh\n{}\n```\n", block.join("\n")))?;
    }
    Ok(())
}

/// `{{shown text}}`: a command as code, anything else as it is.
fn shown_by(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    let text = shown(argument(h)?);
    let md = if Md::is_command(&text) { Md::code(&text) } else { Md::text(&text) };
    Ok(out.write(&md.into_string())?)
}

/// `{{diagram picture}}`: a diagram, whose labels were escaped where it was drawn.
fn diagram(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    if let Some(source) = argument(h)?.get("mermaid").and_then(Value::as_str) {
        out.write(&format!("```mermaid\n{source}```\n"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read_and_escapes() {
        let registry = registry();
        for (name, text) in TEMPLATES {
            assert!(registry.has_template(name), "{name}");
            assert!(!text.contains("{{{") && !text.contains("{{&"), "{name} writes something unescaped");
        }
    }
}
