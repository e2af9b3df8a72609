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
}
