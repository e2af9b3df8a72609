//! What is changed by hand: patches, extra objects, accepted findings.

use crate::blueprint::table::{Placed, Raw, Short, Text, choices, record};
use crate::units::Date;

record! {
    /// A change of one generated object by hand: the way out where the language has no key. It is checked like everything
    /// else, counted in the documents, and fails when its target is gone.
    pub struct PatchSpec = "patch" {
        /// The object: `Kind/name`. Where the name ends in a digest of its content, the digest is left out.
        target: Text = "target";
        /// A strategic merge patch, as `kubectl patch` takes it: mappings merge, lists that have a merge key merge by it, other
        /// lists are replaced; `~` or `$patch: delete` deletes, `$patch: replace` replaces.
        merge: Raw = "merge";
        /// A JSON patch (RFC 6902): operations in their order.
        json: Vec<Placed<OperationSpec>> = "json";
        /// Who answers for it.
        owner: Text = "owner";
        /// Why the language is not enough here. It is shown in the review.
        because: Text = "because";
        /// The last day on which it may be there; `check --at DATE` judges it.
        until: Date = "until";
    }
    variants { "merge", "json" }
}

impl Short for PatchSpec {}

choices! {
    /// What an operation of a JSON patch does.
    pub enum OperationKind = "an operation of a JSON patch" {
        /// Puts a value in; in a list before what stands there.
        Add = "add",
        /// Takes a value out.
        Remove = "remove",
        /// Puts a value in place of another.
        Replace = "replace",
        /// Takes a value out and puts it in elsewhere.
        Move = "move",
        /// Puts a value in elsewhere, too.
        Copy = "copy",
        /// Goes on only where this value stands.
        Test = "test",
    }
}

record! {
    /// One operation of a JSON patch.
    pub struct OperationSpec = "patch operation" {
        /// What it does.
        op: OperationKind = "op";
        /// Where: a JSON pointer such as `/spec/replicas` (`~1` stands for `/` in a name, `-` for the end of a list).
        path: Text = "path";
        /// From where, for `move` and `copy`.
        from: Text = "from";
        /// The value, for `add`, `replace` and `test`; `~` is null.
        value: Raw = "value";
    }
}

impl Short for OperationSpec {}
