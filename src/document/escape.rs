//! Escapes: text that cannot break out of the place where it is put.

/// Markdown in which nothing but its text can be seen: no markup, no HTML, no table cell, no placeholder of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Md(String);

impl Md {
    /// A text that anybody may have written.
    pub fn text(text: &str) -> Self {
        Self(escaped(&visible(text)))
    }

    /// A sentence of the compiler: what stands between backticks is code, if nothing in it could end the code.
    pub fn sentence(text: &str) -> Self {
        let text = visible(text);
        let parts: Vec<&str> = text.split('`').collect();
        if parts.len().is_multiple_of(2) {
            return Self(escaped(&text));
        }
        let written = parts.iter().enumerate().map(|(at, part)| match at % 2 {
            0 => escaped(part),
            _ => Self::code(part).0,
        });
        Self(written.collect())
    }

    /// A name, a path or a command as code; what code cannot hold is shown as text.
    pub fn code(text: &str) -> Self {
        let harmless = |c: char| c.is_ascii_alphanumeric() || " -._/:=,;@%+()'\"$*?^[]{}#~!".contains(c);
        let closes = ["{{", "}}", "](", "%%{", "{%"].iter().any(|mark| text.contains(mark));
        let bare = text.trim() != text || text.is_empty();
        if bare || closes || !text.chars().all(harmless) { Self::text(text) } else { Self(format!("`{text}`")) }
    }

    /// Several names as code, with commas.
    pub fn codes<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        Self(texts.map(|text| Self::code(text).0).collect::<Vec<_>>().join(", "))
    }

    /// A line of a fenced block of commands.
    pub fn command(text: &str) -> Self {
        Self(visible(text).replace("```", "'''").replace("~~~", "'''"))
    }

    /// Whether a text is a command, not a sentence.
    pub fn is_command(text: &str) -> bool {
        ["kubectl ", "git ", "curl ", "echo ", "ghz ", "sleep "].iter().any(|program| text.starts_with(program))
    }

    /// The Markdown.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Text of one line without anything that Markdown, HTML or a template would read.
fn escaped(one_line: &str) -> String {
    let mut escaped = String::with_capacity(one_line.len());
    let mut rest = one_line.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' | '*' | '_' | '#' | '~' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '<' | '>' | '&' | '{' | '}' | '[' | ']' | '|' | '`' => numbered(character, "&#", &mut escaped),
            // A bare address would become a link.
            ':' if rest.peek() == Some(&'/') => numbered(character, "&#", &mut escaped),
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// A label of a Mermaid diagram, with its quotes: everything but letters, digits and ` -._/:` becomes `#code;`.
pub fn label(text: &str) -> String {
    let mut escaped = String::from("\"");
    for character in visible(text).chars() {
        if character.is_alphanumeric() || " -._/:".contains(character) {
            escaped.push(character);
        } else {
            numbered(character, "#", &mut escaped);
        }
    }
    escaped.push('"');
    escaped
}

/// A word of a command; one that a shell would take for something else is named by a variable.
pub fn word(text: &str, variable: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-._/:".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(harmless) {
        text.to_owned()
    } else {
        format!("\"${variable}\"")
    }
}

fn numbered(character: char, mark: &str, escaped: &mut String) {
    escaped.push_str(mark);
    escaped.push_str(&u32::from(character).to_string());
    escaped.push(';');
}

/// The text on one line, without what cannot be seen.
fn visible(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}');
    let spaced = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let line: String = text.chars().filter(|c| !hidden(*c)).map(spaced).collect();
    line.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
