//! A key's value in one layer: absent, removed or set, with the chain of its origins.

use super::Shape;
use crate::source::{Origin, Span};

/// What a layer says about a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Field<T> {
    /// Nothing.
    #[default]
    Absent,
    /// `~`: what lower layers say is gone.
    Removed(Origin),
    /// A value; boxed, because a component has dozens of keys and most of them are absent.
    Set(Box<Set<T>>),
}

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Where the value stands.
    pub origin: Origin,
    /// Where the key stands, if somebody wrote one.
    pub key: Option<Span>,
    /// The places that this value was written over, the lowest layer first.
    pub overridden: Vec<Origin>,
}

impl<T> Set<T> {
    /// The written place of the value, if somebody wrote it.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.origin.span()
    }

    /// Another value at the same place.
    pub fn with<U>(&self, value: U) -> Set<U> {
        Set { value, origin: self.origin.clone(), key: self.key, overridden: self.overridden.clone() }
    }
}

impl<T> Field<T> {
    /// A value that nobody wrote.
    pub fn from_origin(value: T, origin: Origin) -> Self {
        Self::Set(Box::new(Set { value, origin, key: None, overridden: Vec::new() }))
    }

    /// The value with its origin.
    #[must_use]
    pub fn set(&self) -> Option<&Set<T>> {
        match self {
            Self::Set(set) => Some(set),
            Self::Absent | Self::Removed(_) => None,
        }
    }

    /// The value alone.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.set().map(|set| &set.value)
    }

    /// The value alone, to be changed.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Set(set) => Some(&mut set.value),
            Self::Absent | Self::Removed(_) => None,
        }
    }

    /// Where the key was last spoken of.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Absent => None,
            Self::Removed(origin) => Some(origin),
            Self::Set(set) => Some(&set.origin),
        }
    }

    /// The key, where somebody wrote one; else the value.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        match self {
            Self::Set(set) => set.key.or(set.span()),
            Self::Absent | Self::Removed(_) => self.origin().and_then(Origin::span),
        }
    }

    /// Where `~` stands in the place of a value.
    #[must_use]
    pub fn removed(&self) -> Option<&Origin> {
        match self {
            Self::Removed(origin) => Some(origin),
            Self::Absent | Self::Set(_) => None,
        }
    }

    /// Whether a value is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }
}

impl<T: Shape> Field<T> {
    /// This layer with a higher one over it.
    #[must_use]
    pub fn merged(self, over: Self) -> Self {
        match (self, over) {
            (base, Self::Absent) => base,
            // What was there is gone; a removal that stays has removed nothing.
            (Self::Set(_), Self::Removed(_)) => Self::Absent,
            (Self::Set(base), Self::Set(top)) => {
                let (base, top) = (*base, *top);
                let mut overridden = base.overridden;
                overridden.push(base.origin);
                let value = base.value.merged(top.value);
                Self::Set(Box::new(Set { value, origin: top.origin, key: top.key, overridden }))
            }
            (_, over) => over,
        }
    }
}
