#!/usr/bin/env python3
"""The readings that kubectl and PyYAML give to the YAML writer's output.

  yaml_readers.py --write             make tests/data/yaml-strings.json anew
  yaml_readers.py --check             compare the table, and generated strings,
                                      with what the real readers say now
      [--generated N] [--seed S]

Exit status: 0 when all is well, 1 when a reading differs, 2 when a tool is missing.
"""

import argparse
import concurrent.futures
import datetime
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "data" / "yaml-strings.json"
HEADER = "apiVersion: example.org/v1\nkind: Reading\nmetadata:\n  name: reading\n"
HEADER_KEYS = {"apiVersion", "kind", "metadata"}
INSTALL = {
    "PyYAML": "pip install pyyaml==6.0.3",
    "kubectl": 'curl -LO "https://dl.k8s.io/release/v1.32.4/bin/linux/amd64/kubectl" '
    "&& sudo install -m 0755 kubectl /usr/local/bin/kubectl "
    "(see https://kubernetes.io/docs/tasks/tools/)",
    "cargo": "see https://rustup.rs",
}

# ---------------------------------------------------------------- the strings

WORDS = """
true True TRUE tRUE false False FALSE yes Yes YES yEs no No NO nO on On ON off Off OFF oFF
y Y n N t f null Null NULL nULL none None nil ~ ~x = == << <<< <
.inf .Inf .INF .iNF +.inf +.Inf -.inf -.INF .nan .NaN .NAN +.nan -.nan inf Infinity nan NaN -inf
""".split()

NUMBERS = """
0 00 007 08 09 018 010 0o17 0O17 0o18 0o 0o_17 0_o17 0x1F 0X1f 0x 0x_ 0x_1F 0xFG 0x1.8p3 +0x1F -0x1F
0b-1 0b+1 0b-_1 -0b-1 +0b-1 0B-1 0b- 0o-1 0x-1 0-1 0+1 1-1 0b11 0B11 0b 0b_ 0b12 -0b11 +0b11 0b1_0 1 -1 +1 -0 +0 4 12 1_000 1__0 1_ _1 -_1 +_1 1_000.5 1,000
9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616
-9223372036854775808 -9223372036854775809 123456789012345678901234567890 0xFFFFFFFFFFFFFFFFFF
1.0 1.10 1.5 1. .5 -.5 +.5 5. 0.1 -0.0 .5_0 ._5 1._5 1_.5 1.5.2 1.4.2 1.e5 1.5e3 1.5e+3 1.5E-3 1e3 1E3
1e+3 1e-3 1e 1e+ e3 .e3 1e400 -1e400 1e-400 1e3_0 685_230.15 685.230_15e+03 685.230_15e03 . .. +. -. + - ++1 +-1
12:30 12:30:45 1:60 0:30 00:30 -1:30 +1:30 1_2:30 1:3_0 1:30.5 1:30. 0:30.5 190:20:30 190:20:30.15 1:2: 1:
1:234 60:00 12:30:60 9:5 22:22 8080:80 80:8080
100m 64Mi 1Gi 0.5Gi 1e3Mi 10.0.0.1 10.0.0.0/8 255.255.255.255 ::1 fe80::1 1-2 1/2 50% 1st 3d v1 1.2.3-rc.1
""".split()

DATES = [
    "2001-12-14", "2001-1-1", "2001-99-99", "2001-12-14x", "12001-12-14", "2001-12-14T21:59:43Z",
    "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-12-14 21:59:43",
    "2001-1-4  1:59:43 Z", "2001-12-14T21:59", "2001-12-14T21:59:43+01:00", "2001-12-14 21:59:43.",
    "2001-12-14T21:59:43z", "2024-02-30T00:00:00Z", "2001-12", "20011214", "21:59:43",
]

INDICATORS = [
    "-", "- ", "- a", "-a", "--", "---", "--- a", "---a", "----", "--flag=1", "-v", "-:", "?", "? a", "?a",
    ":", ": a", ":a", ":8080", "a:", "a: b", "a:b", "a :b", "a : b", "a::b", "a:: b", "a:\tb", "#", "# a",
    "#a", "a#", "a #b", "a# b", "a\t#b", "a #", ",", ",a", "a,b", "a, b", "[", "[]", "[a]", "a[0]", "]",
    "a]", "{", "{}", "{a}", "{{ a }}", "a{b}", "}", "a}", "&", "&a", "a&b", "*", "*a", "* * * * *",
    "*/5 * * * *", "a*b", "!", "!a", "!!str a", "a!", "|", "|a", "| a", "a|b", ">", ">a", "> a", "a>b",
    "'", "''", "'a'", "it's", "a'", "\"", "\"\"", "\"a\"", "a\"b", "%", "%a", "%YAML 1.1", "a%", "@", "@a",
    "a@b", "`", "`a`", "a`b", "...", "... a", "...a", "..", "....", "\\", "\\n", "a\\b", "\\\"", "$(A)",
    "${A}", "a=b", "=a", "<a", "(a)", ";", "a;b", "/", "~/a", "^a", "_", "$", "a b", "a  b", "a   b",
    "k: [a, b]", "a: b: c", "a - b", "a -- b", "a ? b", "- - a", "? a : b", "'a", "\"a", "a: 'b'", "a'b\"c",
]

BLANKS = [
    "", " ", "  ", " a", "a ", " a ", "\t", "\ta", "a\t", "a\tb", " \t", "\n", "\n\n", " \n", "\n ", "\t\n",
    " \n ", "\n\t\n", "\r", "\r\n", "a\r", "a\rb", "a\r\nb", "a\r\nb\r\n",
]

BLOCKS = [
    "a\n", "a\nb", "a\nb\n", "a\nb\n\n", "a\n\n\n", "a\n\nb", "a\n\n\nb\n", "\na", "\n\na\n", "\n a\n",
    " a\nb\n", "  a\n b\nc", "\ta\nb\n", "a\n\tb\n", "a\n\t\nb\n", "\t\na\n", "a\n\t", "a\n\t\n", "a \nb\n",
    "a\nb ", "a\nb \n", "a\t\nb\t\n", "a\n \nb\n", "a\n   \nb\n", "a\n ", "a\n  \n", "a\n \n\n", "a\n\n ",
    " \na\n", "   \na\n", "   \n a", "\n   \n a\n\n", "---\na\n", "a\n---\nb\n", "a\n--- b", "a\n...\nb\n",
    "...\na\n", "# a\nb\n", "a\n# b\n", "a\n#b", "a: b\nc: d\n", "- a\n- b\n", "? a\n: b\n", "%YAML 1.1\n---\n",
    "{\n  \"a\": 1\n}\n", "[a,\nb]", "*a\n&b\n", "!a\n", "|\na\n", "'a\nb'\n", "\"a\nb\"\n", "a\\\nb\n",
    "#!/bin/sh\nset -e\nif true; then\n\techo \"a: $b\" # c\nfi\n", "server {\n\tlisten 80;\n}\n",
    "true\n", "1.10\n", "~\n", "on\noff\n", "12:30\n", "=\n", "<<\n", "é\n漢字\n", "😀\n", "a\u00a0\nb\n",
    "a\u0085b\n", "a\u2028b\n", "a\u2029\n", "a\ufeffb\n", "\ufeffa\n", "a\u0000\n", "a\u0007b\n", "a\u007f\n",
    "a\u200bb\n", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "a\n" * 20, "x" * 300 + "\ny\n",
]

UNUSUAL = [
    "\u0000", "\u0001", "a\u0007", "\u0008", "\u000b", "\u000c", "\u001b[31m", "\u001f", "\u007f", "\u0080",
    "\u0085", "a\u0085b", "\u009f", "\u00a0", "a\u00a0b", "\u00a0a", "a:\u00a0b", "a\u00a0#b", "\u00ad", "é",
    "É: é", "ñ#", "漢字", "日本: 語", "\u0301", "\u200b", "a\u200bb", "\u200d", "\u200e", "\u2028", "a\u2028b",
    "\u2029", "\u202e", "a\u2060b", "\u2066a\u2069", "\u3000", "\ud7ff", "\ue000", "\uf8ff", "\ufdd0", "\ufeff",
    "\ufeffa", "a\ufeffb", "\ufffd", "\ufffe", "\uffff", "😀", "a 😀 b", "👩\u200d💻", "❤\ufe0f", "\U0001fffe",
    "\U000e0041", "\U0010ffff", "𝟙", "١٢", "１２", "ｔｒｕｅ", "\u2026", "–", "“a”", "€ 1", "x\u0000y\"\\\n",
]

KUBERNETES = [
    "nginx:1.25", "registry.example.org:5000/a/b@sha256:" + "0" * 64, "1.27", "v1.32.4", "apps/v1", "http://a.b/c?d=e#f",
    "http://a.b: c", "/bin/sh", "-c", "--leader-elect", "--addr=:8080", "kubectl.kubernetes.io/last-applied-configuration",
    "cpu", "500m", "2Gi", "1.5", "15.5%", "RollingUpdate", "key=value,other", "app in (a, b)", "{{ .Values.x }}",
    "$(POD_IP)", "0 0 * * *", "@daily", "@every 1h", "30s", "1h30m", "5m", "1e6", "12e03", "0.0.0.0/0", "*",
    "*.example.org", "a.b.c", "{\"a\":1}", "[1,2]", "dGVzdA==", "/^a$/", "a && b", "a | b", "a > b", "!= a",
    "~> 1.2", ">= 1.2", "^1.2", "a" * 129, "k" * 1022, "k" * 1024, "k" * 1025, "é" * 513, "word " * 60 + "end",
    "long: " * 200, "# " * 600, "\"" * 600, "\u0007" * 200,
]

TEXTS = list(dict.fromkeys(
    WORDS + NUMBERS + DATES + INDICATORS + BLANKS + BLOCKS + UNUSUAL + KUBERNETES
))

SCALARS = [{"int": str(n)} for n in (0, 1, -1, 10, 2**31, 2**53 + 1, 2**63 - 1, -(2**63))] + [
    {"float": text} for text in (
        "0", "-0.0", "1", "-1", "1.5", "0.1", "1e3", "100", "1e15", "1e16", "1e21", "1.5e21", "1e22", "1e-4",
        "1e-5", "1.5e-7", "123456789.125", "5e-324", "2.2250738585072014e-308", "1.7976931348623157e308",
        "0.30000000000000004", "-2.5e-10", "9007199254740993",
    )
]

PIECES = TEXTS[:400] + list(" \t\n:#-?,[]{}&*!|>'\"%@`=<~.+_\\/0123456789eExXoObByYnNtTfFaz") + [
    ": ", " #", "\n", "\n", "\n\n", "  ", "\n ", "\n\t", " \n", "---", "...", "\n---\n", "\r", "\u0085", "\u00a0",
    "\u2028", "\ufeff", "\u200b", "é", "漢", "😀", "\u0000", "\u0007", "\u007f", "\ufffe", "\ue000", "\u0301",
]


def generated(count, seed):
    """Strings that nobody thought of: `count` of them, the same for the same seed."""
    source = random.Random(seed)
    texts = {}
    while len(texts) < count:
        kind = source.randrange(5)
        if kind == 0:
            text = "".join(source.choices("0123456789_+-.:eExXoObB", k=source.randint(1, 9)))
        elif kind == 1:
            text = "".join(source.choices(" \t\nab#:-'\"\\", k=source.randint(1, 12)))
        elif kind == 2:
            codes = (source.choice((0x80, 0x800, 0x3000, 0x10000, 0x110000)) for _ in range(4))
            text = "".join(chr(source.randrange(code)) for code in codes)
            text = "".join(c for c in text if not 0xD800 <= ord(c) < 0xE000)
        elif kind == 3:
            text = "0123-45-6T7:8Z"[source.randrange(4):] + source.choice(PIECES)
            text = "".join(source.choice("0123456789") if c.isdigit() else c for c in text)
        else:
            text = "".join(source.choices(PIECES, k=source.randint(1, 6)))
        texts[text] = None
    return list(texts)


# ---------------------------------------------------------------- the readers


def require_tools():
    """The versions of the readers; ends the program if one is missing."""
    missing = [tool for tool in ("kubectl", "cargo") if shutil.which(tool) is None]
    try:
        import yaml
    except ImportError:
        missing.append("PyYAML")
    for tool in missing:
        print(f"{tool} is missing; install it with: {INSTALL[tool]}", file=sys.stderr)
    if missing:
        sys.exit(2)
    shown = subprocess.run(
        ["kubectl", "version", "--client", "-o", "json"], capture_output=True, text=True, check=True
    )
    kubectl = json.loads(shown.stdout)["clientVersion"]["gitVersion"]
    return {"kubectl": kubectl, "PyYAML": yaml.__version__}


def writer(items, *arguments):
    """The writer's output for `items`."""
    run = subprocess.run(
        ["cargo", "run", "--quiet", "--example", "yaml_strings", "--", *arguments],
        input=json.dumps(items).encode(), capture_output=True, cwd=ROOT, check=False,
    )
    if run.returncode != 0:
        sys.exit("the writer failed: " + run.stderr.decode())
    return run.stdout.decode()


def kubectl(text):
    """The manifests that kubectl reads from `text`."""
    command = ["kubectl", "patch", "--local", "-f", "-", "-o", "json", "--type=merge", "-p", "{}"]
    run = subprocess.run(
        command, input=text.encode(), capture_output=True, check=False,
        env={**os.environ, "KUBECONFIG": os.devnull},
    )
    if run.returncode != 0:
        raise ValueError(run.stderr.decode(errors="replace").strip())
    decoder, shown, found = json.JSONDecoder(), run.stdout.decode().strip(), []
    while shown:
        manifest, end = decoder.raw_decode(shown)
        found.append(manifest)
        shown = shown[end:].lstrip()
    return found


def pyyaml(text, loader="SafeLoader"):
    """The manifests that PyYAML reads from `text`."""
    import yaml

    return list(yaml.load_all(text, getattr(yaml, loader)))


def libyaml(text):
    """The manifests that PyYAML reads from `text` with the parser in C."""
    return pyyaml(text, "CSafeLoader")


def check_readers():
    """The readers to ask in a check."""
    import yaml

    readers = {"kubectl": kubectl, "PyYAML": pyyaml}
    if hasattr(yaml, "CSafeLoader"):
        readers["PyYAML with libyaml"] = libyaml
    return readers


def typed(value):
    """A value with its type, in a form that JSON can hold."""
    if isinstance(value, bool):
        return {"type": "bool", "value": value}
    if value is None:
        return {"type": "null", "value": None}
    if isinstance(value, int):
        return {"type": "int", "value": str(value)}
    if isinstance(value, float):
        return {"type": "float", "value": repr(value)}
    if isinstance(value, str):
        return {"type": "str", "value": value}
    if isinstance(value, datetime.date):
        return {"type": "timestamp", "value": value.isoformat()}
    return {"type": type(value).__name__, "value": repr(value)}


def reading(reader, text, key=False):
    """What `reader` makes of the one entry that `text` adds to a manifest."""
    try:
        found = reader(HEADER + text)
    except Exception:  # whatever the reader raises, it did not read the text
        return {"type": "error", "value": None}
    extra = [k for k in found[0] if k not in HEADER_KEYS] if len(found) == 1 else []
    if len(extra) != 1:
        return {"type": "error", "value": None}
    return typed(extra[0] if key else found[0][extra[0]])


def readings(text, key=False):
    """What both readers make of the one entry that `text` adds to a manifest."""
    return {"kubectl": reading(kubectl, text, key), "pyyaml": reading(pyyaml, text, key)}


# ---------------------------------------------------------------- the table


def string_entry(pair):
    """The row of one string."""
    text, written = pair
    row = {"text": text, "written": written, **readings(written), "bare": None, "bare_key": None}
    if not any(c in text for c in "\n\r\u0085\u2028\u2029"):
        row["bare"] = readings(f"v: {text}\n")
        row["bare_key"] = readings(f"{text}: 0\n", key=True)
    return row


def scalar_entry(pair):
    """The row of one number."""
    item, written = pair
    return {"item": item, "written": written, **readings(written)}


def make_table(versions):
    """The whole table, from the readers themselves."""
    written = json.loads(writer(TEXTS + SCALARS, "--each"))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        strings = list(pool.map(string_entry, zip(TEXTS, written)))
        scalars = list(pool.map(scalar_entry, zip(SCALARS, written[len(TEXTS):])))
    return {
        "about": "What kubectl and PyYAML read from the YAML writer's output (written), and from the "
        "same text without quotes as a value (bare) and as a key (bare_key).",
        "made_by": "tests/tools/yaml_readers.py --write",
        "tools": versions,
        "strings": strings,
        "scalars": scalars,
    }


def dump(table):
    """The table as JSON with one row a line."""
    def rows(name):
        return "[\n" + ",\n".join("    " + json.dumps(row) for row in table[name]) + "\n  ]"

    head = [f"  {json.dumps(name)}: {json.dumps(table[name])}" for name in ("about", "made_by", "tools")]
    body = [f"  {json.dumps(name)}: {rows(name)}" for name in ("strings", "scalars")]
    return "{\n" + ",\n".join(head + body) + "\n}\n"


def same_number(kind, text, got, whole_floats):
    """Whether the number `text` came back, perhaps as an integer if it has no fraction."""
    if got["type"] == kind or (got["type"] == "int" and whole_floats):
        convert = int if kind == "int" else float
        return convert(got["value"]) == convert(text)
    return False


def table_faults(table):
    """The rows whose own readings are not what was written."""
    for row in table["strings"]:
        for name in ("kubectl", "pyyaml"):
            if row[name] != {"type": "str", "value": row["text"]}:
                yield f"{name} reads {row['written']!r} as {row[name]}, not as {row['text']!r}"
    for row in table["scalars"]:
        (kind, text), = row["item"].items()
        for name in ("kubectl", "pyyaml"):
            # kubectl goes through JSON as Go prints it, which has no whole floats.
            if not same_number(kind, text, row[name], whole_floats=name == "kubectl"):
                yield f"{name} reads {row['written']!r} as {row[name]}"


def stale_rows(table):
    """The rows of the committed table that are not what the readers say now."""
    committed = json.loads(TABLE.read_text())
    if committed["tools"] != table["tools"]:
        print(f"note: the table was made with {committed['tools']}, this is {table['tools']}")
    for part, name in (("strings", "text"), ("scalars", "item")):
        old = {json.dumps(row[name]): row for row in committed[part]}
        for row in table[part]:
            before = old.pop(json.dumps(row[name]), None)
            if before != row:
                yield f"the table has {before}, the readers now say {row}"
        for rest in old:
            yield f"the table has {rest}, which the script does not ask"


# ---------------------------------------------------------------- generated strings


def expected_data(texts):
    """What a reader must find in the manifest of `texts`."""
    return {
        "list": texts,
        "fields": {f"f{at}": text for at, text in enumerate(texts)},
        "keys": {text: text for text in texts},
        "lists": [[[text, text]] for text in texts],
        "mappings": [{"a": {text: text}, "b": {text: text}} for text in texts],
    }


def faulty(reader, texts):
    """A text that `reader` does not give back, found by halving; None if there is none."""
    try:
        if reader(writer(texts))[0]["data"] == expected_data(texts):
            return None
        problem = "another value"
    except Exception as error:
        problem = str(error)
    if len(texts) == 1:
        return texts[0], problem
    half = len(texts) // 2
    return faulty(reader, texts[:half]) or faulty(reader, texts[half:]) or (texts, problem)


def generated_faults(count, seed):
    """The faults among `count` generated strings, at most one for a reader and a batch."""
    texts = generated(count, seed)
    for start in range(0, len(texts), 500):
        batch = texts[start:start + 500]
        for name, reader in check_readers().items():
            if found := faulty(reader, batch):
                yield f"{name} does not give back {found[0]!r}: {found[1]}"


# ---------------------------------------------------------------- the commands


def check(versions, count, seed):
    """Compares everything with the real readers; the exit status."""
    table = make_table(versions)
    faults = [*table_faults(table), *stale_rows(table), *generated_faults(count, seed)]
    for fault in faults:
        print("DIFFERS:", fault)
    print(
        f"{len(table['strings'])} strings and {len(table['scalars'])} numbers of the table, "
        f"{count} generated strings (seed {seed}), {versions}: {len(faults)} differences"
    )
    return 1 if faults else 0


def write(versions):
    """Makes the table anew; the exit status."""
    table = make_table(versions)
    faults = list(table_faults(table))
    for fault in faults:
        print("DIFFERS:", fault)
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(dump(table))
    print(f"{len(table['strings'])} strings, {len(table['scalars'])} numbers, {len(faults)} differences")
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true", help="make the table anew")
    mode.add_argument("--check", action="store_true", help="ask the real readers")
    parser.add_argument("--generated", type=int, default=2000, metavar="N", help="strings to generate")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the generated strings")
    options = parser.parse_args()
    versions = require_tools()
    sys.exit(write(versions) if options.write else check(versions, options.generated, options.seed))


if __name__ == "__main__":
    main()
