//! Codes about what is changed by hand: patches, extra objects, accepted findings.

codes! {
    UNKNOWN_TARGET = "C0101" Error "patch of an object that does not exist":
        "A patch names its target as `Kind/name` and fails when it is gone: a change by hand that silently no longer happens is worse than none. Where the name of an object ends in a digest of its content, the target is written without the digest.";
    NO_REASON = "C0102" Error "change by hand without an owner or a reason":
        "What leaves the language behind is nobody's default: patches, extra objects, accepted findings and rules of a standard say why, and patches and extra objects also who answers for them. The review shows both.";
    PROTECTED_FIELD = "C0103" Error "patch of a field that holds the object together":
        "Version, kind, name and namespace tell objects apart; the label `groundplan.dev/component` and the selectors tie those of a component together, and a cluster refuses to change most of them. The content of a ConfigMap is in its name.";
    UNKNOWN_FIELD = "C0104" Error "field that Kubernetes does not know":
        "The API server drops such a field with a warning, or refuses the object: what was meant does not happen. Usually the name is misspelt, or stands a level too high or too low.";
    WRONG_TYPE = "C0105" Error "value of the wrong type":
        "The field takes another type. Often a number, `true` or `false` lacks the quotes that make it a text, as in the value of an environment variable.";
    MISSING_FIELD = "C0106" Error "required field that is missing":
        "The API server refuses an object without it.";
    BAD_PATCH = "C0107" Error "patch that cannot be applied":
        "An operation of a JSON patch needs its place to exist; an item of a list that is merged needs the key that it is found by; and only `$patch: delete` and `$patch: replace` are known as directives.";
    IDLE_PATCH = "C0108" Warning "patch that changes nothing":
        "The object is as the patch wants it already. A patch that does nothing now may do something unexpected later.";
    EXPIRED = "C0109" Warning "change by hand that should be gone":
        "`until` is the last day on which a patch, an extra object or an accepted finding may be there. Only `check --at DATE` judges it: a build has no clock, so that the same blueprint gives the same bytes on every day.";
    UNKNOWN_KIND = "C0201" Error "kind that Kubernetes does not have":
        "The group belongs to Kubernetes itself, but it has no such kind in this version. Custom resources have a group of their own, such as `monitoring.coreos.com`.";
    OF_THE_CLUSTER = "C0202" Error "object that belongs to the whole cluster":
        "A blueprint brings its namespace and nothing else that others share: two blueprints in one cluster must not fight over one object. What belongs to the cluster comes from those who run it.";
    FOREIGN_NAMESPACE = "C0203" Error "object of another namespace":
        "Extra objects live in the namespace of their environment. What lives elsewhere belongs to the blueprint of that place.";
    TAKEN = "C0204" Error "extra object that is made already":
        "Two objects of one identity overwrite each other. What the compiler makes is changed by a patch.";
    SECRET_VALUE = "C0205" Error "Secret with its values":
        "Whoever reads the blueprint, the manifests or the history of either would know the values. A Secret comes from the cluster's own store; the blueprint refers to it by its name. The values are not shown.";
    BAD_DEFINITION = "C0206" Error "unfit definition of a custom resource":
        "The file that `crd` names is the CustomResourceDefinition of the object's group and kind, and serves its version.";
    UNCHECKED = "C0207" Warning "custom resource that nothing was checked against":
        "Without its definition, a misspelt field is found by the cluster at the earliest. Put the CustomResourceDefinition that the cluster has beside the blueprint and name it under `crd`.";
    UNKNOWN_CODE = "C0301" Error "accepted finding that does not exist":
        "`accept` waives a diagnostic by its code, such as `P0202`. The codes are in the list of diagnostics, and in every message.";
    NOT_WAIVABLE = "C0302" Error "finding that cannot be accepted":
        "What is improbable or unwise can be accepted with a reason: warnings about meaning, plan, manifests and standards; errors that rest on figures or versions which your cluster may know better (P0201, P0302, K0701, K0702, K0703); and what a standard of the organization makes an error. A text that cannot be read, a name that means nothing, or an object that every cluster refuses cannot.";
    WAIVES_NOTHING = "C0303" Warning "acceptance of a finding that is not there":
        "The finding is gone, so is the reason to accept it. Left there, it would hide the next one of its kind.";
}
