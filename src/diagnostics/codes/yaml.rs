//! Codes about the text as YAML.

codes! {}
