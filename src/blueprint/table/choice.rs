//! Words of which exactly one may stand under a key.

/// Declares an enum whose variants are words of the language.
macro_rules! choices {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident = $what:literal $(refused $code:ident)? {
            $( $(#[doc = $doc:literal])* $variant:ident = $word:literal, )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $( $(#[doc = $doc])* $variant, )*
        }

        impl $name {
            /// The words of the language, in the order of the declaration.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word of the language.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )*
                }
            }

            /// The variant with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $( $word => Some(Self::$variant), )*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl $crate::blueprint::table::Shape for $name {
            fn read(
                node: &$crate::yaml::node::Node,
                reader: &mut $crate::blueprint::table::Reader<'_>,
            ) -> Option<Self> {
                let scalar = reader.scalar(node, $what)?;
                let found = Self::from_word(&scalar.text);
                if found.is_none() {
                    #[allow(unused_mut, unused_assignments, reason = "most words are refused by the common code")]
                    let mut code = &$crate::diagnostics::codes::blueprint::UNKNOWN_WORD;
                    $( code = &$crate::diagnostics::codes::blueprint::$code; )?
                    reader.refused_word(node, &scalar.text, Self::WORDS, $what, code);
                }
                found
            }

            fn schema(_: &mut $crate::blueprint::table::SchemaBook) -> serde_json::Value {
                serde_json::json!({"enum": Self::WORDS})
            }

            fn describe() -> String {
                let words: Vec<String> = Self::WORDS.iter().map(|word| format!("`{word}`")).collect();
                words.join(", ")
            }
        }
    };
}

pub(crate) use choices;
