//! Templates: compiled in, strict, and escaping whatever they are given.

use super::escape::Md;
use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext};
use serde::Serialize;
use serde_json::Value;
use std::sync::LazyLock;

/// The templates by name.
const TEMPLATES: [(&str, &str); 3] = [
    ("infrastructure", include_str!("templates/infrastructure.hbs")),
    ("scalability", include_str!("templates/scalability.hbs")),
    ("decisions", include_str!("templates/decisions.hbs")),
];

static REGISTRY: LazyLock<Handlebars<'static>> = LazyLock::new(registry);

/// A document; empty where a template fails, which a test rules out.
pub fn render(template: &str, view: &impl Serialize) -> String {
    attempt(template, view).unwrap_or_default()
}

/// A document, or why there is none.
pub fn attempt(template: &str, view: &impl Serialize) -> Result<String, handlebars::RenderError> {
    REGISTRY.render(template, view)
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
    registry.register_helper("diagram", Box::new(diagram));
    for (name, text) in TEMPLATES {
        // A template that cannot be read renders nothing; a test reads them all.
        let _ = registry.register_template_string(name, text);
    }
    registry
}

/// The first argument.
fn argument<'h>(helper: &'h Helper<'_>) -> &'h Value {
    helper.param(0).map_or(&Value::Null, handlebars::PathAndJson::value)
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
    Ok(out.write(&Md::code(&shown(argument(h))).into_string())?)
}

/// `{{codes names}}`: several of them.
fn codes(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    Ok(out.write(&Md::codes(elements(argument(h)).iter().map(String::as_str)).into_string())?)
}

/// `{{say sentence}}`: a sentence of the compiler, with code between backticks.
fn say(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    Ok(out.write(&Md::sentence(&shown(argument(h))).into_string())?)
}

/// `{{commands list}}`: a fenced block.
fn commands(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    let lines: Vec<String> = elements(argument(h)).iter().map(|line| Md::command(line).into_string()).collect();
    if !lines.is_empty() {
        out.write(&format!("```sh\n{}\n```\n", lines.join("\n")))?;
    }
    Ok(())
}

/// `{{diagram picture}}`: a diagram, whose labels were escaped where it was drawn.
fn diagram(h: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut Rc<'_, '_>, out: &mut dyn Output) -> HelperResult {
    if let Some(source) = argument(h).get("mermaid").and_then(Value::as_str) {
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
