//! Codes about manifests that disagree with the architecture or the plan.

codes! {
    CALL_CUT = "G0101" Error "call that the policies cut":
        "Every call that the blueprint declares must pass the network policies that were made for it. Where a patch changes a policy, the patch cuts the call; else it is a fault of the compiler.";
    FIELD_DIFFERS = "G0102" Error "field that does not hold its decision":
        "The documents and the plan quote decisions; the manifests hold them. A field that holds something else would make the review worthless.";
}
