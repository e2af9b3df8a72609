//! Codes about the shape of a blueprint.

codes! {
    UNKNOWN_KEY = "B0101" Error "unknown key":
        "Every mapping of the language has a fixed set of keys. A key that is not among them is never ignored: a misspelt limit that does nothing is found when it is too late.";
    MISPLACED_KEY = "B0103" Error "key in the wrong place":
        "The key exists, but not at this level: some keys belong to the whole blueprint, some to an environment.";
    WRONG_SHAPE = "B0104" Error "wrong kind of value":
        "A text, a list and a mapping are different things. The message says which of them is expected under the key.";
    STRAY_TILDE = "B0105" Error "`~` where nothing can be removed":
        "A literal `~` under a key removes what lower layers say about that key. It is no value, so it cannot be an item of a list or a key's only form.";
    UNKNOWN_WORD = "B0106" Error "unknown word":
        "Only some words may stand under this key. The message lists them.";
    BAD_NAME = "B0107" Error "not a name":
        "Names become names of Kubernetes objects and DNS names: lower-case letters, digits and `-`, beginning with a letter. They are never renamed silently, because people type them into `kubectl`.";
    BAD_VALUE = "B0108" Error "malformed value":
        "The text under the key is not a value of the expected kind.";
    WRONG_UNIT = "B0109" Error "missing or unknown unit":
        "Every quantity carries its unit: `250m` of CPU, `64Mi` of memory, `300/s`, `12ms`, `99.9%`. A bare number could mean several things.";
    NEGATIVE = "B0110" Error "negative number":
        "Rates, sizes, durations and counts are never negative.";
    REVERSED_RANGE = "B0111" Error "range whose bounds are reversed":
        "A range is written from its lower to its upper bound: `2..20`, `100m..500m`.";
    AMBIGUOUS_TEXT = "B0112" Warning "text that older YAML readers misread":
        "Readers of YAML 1.1 take bare words such as `NO`, `on`, `0x1F`, `1.10` or `12:30` for booleans or numbers. Here they stay texts, and what is written out is quoted; quotes in the blueprint say the same to every reader.";
    MISSING_KEY = "B0113" Error "missing key":
        "Without this key the mapping means nothing. A blueprint needs its name and the edition of its rules.";
    EXCLUSIVE_KEYS = "B0114" Error "keys that exclude each other":
        "Two keys say different things about one matter; only one of them can hold.";
    UNKNOWN_EDITION = "B0115" Error "unknown edition":
        "The edition pins the rules by which numbers are derived, so that a newer tool gives the same bytes. This version knows the edition 2026.";
    NOT_A_BLUEPRINT = "B0116" Error "not a blueprint":
        "A blueprint is a mapping that begins with `blueprint: NAME`. A file beside it holds what its place says: components, or one environment.";
    FAMILY = "B0118" Error "family of components":
        "`for` makes a component of one body for each item; `${item}` in the component's name tells them apart, and no name comes about twice.";
    TWICE_ACROSS_FILES = "B0117" Error "defined in two files":
        "A component or an environment is written down once; two files that define the same one would hide each other.";
    BAD_TRACE = "B0201" Error "trace that cannot be read":
        "A trace of load is a file of lines `timestamp_s,rps`: the second at which a bin begins, and the mean rate over it. Seconds ascend; a rate is a plain decimal number and never negative. Nothing is guessed of a line that is something else: it would move the peak.";
    BAD_TEMPLATE = "B0202" Error "template that cannot be used":
        "A template of a document is written in Handlebars and filled in strict mode: it parses, names fields and helpers that exist, writes no text unescaped, and leaves out no topic of the document that it makes. What it would show must be as sure as in the built-in one.";
    UNKNOWN_TEMPLATE_FILE = "B0203" Error "template of no document":
        "A template takes the place of the built-in one of the same name. A file of another name would be read by nobody.";
}
