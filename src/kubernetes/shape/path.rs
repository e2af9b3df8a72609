//! Paths into an object.

use serde_json::Value;
use std::fmt;

/// One step on the way into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Into a mapping.
    Field(String),
    /// Into a list.
    Item(usize),
}

/// The way to a value: `spec.template.spec.containers[0].image`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// The steps from the top.
    pub steps: Vec<Step>,
}

impl Path {
    /// Reads the form that [`fmt::Display`] writes; names with dots cannot be read back.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (name, indexes) = part.split_once('[').unwrap_or((part, ""));
            steps.push(Step::Field(name.to_owned()));
            let indexes = indexes.split('[').filter_map(|index| index.trim_end_matches(']').parse().ok());
            steps.extend(indexes.map(Step::Item));
        }
        Self { steps }
    }

    /// The path of a field below.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        self.below(Step::Field(name.to_owned()))
    }

    /// The path of an item below.
    #[must_use]
    pub fn item(&self, at: usize) -> Self {
        self.below(Step::Item(at))
    }

    fn below(&self, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { steps }
    }

    /// The value at the path.
    #[must_use]
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |value, step| match step {
            Step::Field(name) => value.get(name),
            Step::Item(at) => value.get(at),
        })
    }

    /// The names on the way, without the positions in lists.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            Step::Item(_) => None,
        })
    }

    /// The last name on the way.
    #[must_use]
    pub fn last_name(&self) -> &str {
        self.names().last().unwrap_or_default()
    }

    /// Whether it is what every object says of itself first.
    pub(super) fn is_type_meta(&self) -> bool {
        matches!(self.steps.as_slice(), [Step::Field(name)] if matches!(name.as_str(), "apiVersion" | "kind" | "metadata"))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Field(name) if at == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Item(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
