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

record! {
    /// An object beside those that are made: as it is written, in the namespace of the environment. Kinds of Kubernetes are
    /// checked field by field, others against their definition. Patches do not reach it.
    pub struct ExtraSpec = "extra object" {
        /// The object, with `apiVersion`, `kind` and `metadata.name`. Default of `metadata.namespace`: the environment's.
        object: Raw = "object";
        /// The file of the `CustomResourceDefinition` that a custom resource is checked against, such as
        /// `./crds/servicemonitor.yaml`; without it the object is taken as it is, with a warning.
        crd: Text = "crd";
        /// Who answers for it.
        owner: Text = "owner";
        /// Why it is there. It is shown in the review.
        because: Text = "because";
        /// The last day on which it may be there; `check --at DATE` judges it.
        until: Date = "until";
    }
}

impl Short for ExtraSpec {}

record! {
    /// A finding that is accepted: the diagnostic of this code is not reported, and the documents quote it with the reason.
    pub struct AcceptSpec = "acceptance" {
        /// The code, such as `P0202`.
        code: Text = "code";
        /// Why it may stay. It is shown in the review.
        because: Text = "because";
        /// The last day on which it is accepted; `check --at DATE` judges it, and reports the finding again afterwards.
        until: Date = "until";
    }
}

impl Short for AcceptSpec {}

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
