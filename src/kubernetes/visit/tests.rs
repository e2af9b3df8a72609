use super::*;
use serde_json::{Value, json};

/// Writes down what it is shown.
#[derive(Default)]
struct Scribe {
    lines: Vec<String>,
    depth: usize,
    skipped: &'static str,
}

impl Visit for Scribe {
    fn field(&mut self, name: &str) -> bool {
        if name == self.skipped {
            return false;
        }
        self.lines.push(format!("{}{name}", " ".repeat(self.depth)));
        self.depth += 1;
        true
    }

    fn item(&mut self, at: usize) -> bool {
        self.lines.push(format!("{}{at}", " ".repeat(self.depth)));
        self.depth += 1;
        true
    }

    fn value(&mut self, seen: Seen<'_>) {
        self.lines.push(format!(
            "{}{}",
            " ".repeat(self.depth),
            seen.text().unwrap_or_else(|| format!("{seen:?}").into())
        ));
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }
}

fn sample() -> Value {
    json!({"spec": {"list": [{"cpu": "1"}, null], "open": true}, "x": 1.5})
}

#[test]
fn every_value_is_shown_in_its_order() {
    let mut scribe = Scribe::default();
    walk(&sample(), &mut scribe).unwrap();
    let lines = "Mapping|spec| Mapping| list|  List|  0|   Mapping|   cpu|    1|  1|   Null| open|  true|x| 1.5";
    assert_eq!(scribe.lines.join("|"), lines);
    assert_eq!(scribe.depth, 0);
}

#[test]
fn what_is_passed_by_is_not_shown() {
    let mut scribe = Scribe { skipped: "spec", ..Scribe::default() };
    walk(&sample(), &mut scribe).unwrap();
    assert_eq!(scribe.lines.join("|"), "Mapping|x| 1.5");
}

#[test]
fn variants_are_mappings_of_one_field() {
    #[derive(Serialize)]
    enum Way {
        Plain,
        One(u8),
        Two(u8, u8),
        Named { a: u8 },
    }
    let ways = [Way::Plain, Way::One(1), Way::Two(2, 3), Way::Named { a: 4 }];
    let mut typed = Scribe::default();
    walk(&ways, &mut typed).unwrap();
    let mut untyped = Scribe::default();
    walk(&serde_json::to_value(&ways).unwrap(), &mut untyped).unwrap();
    assert_eq!(typed.lines, untyped.lines);
    assert_eq!(typed.depth, 0);
    let mut passing = Scribe { skipped: "Named", ..Scribe::default() };
    walk(&ways, &mut passing).unwrap();
    assert_eq!((passing.lines.last().map(String::as_str), passing.depth), (Some(" Mapping"), 0));
}

#[test]
fn values_are_found_by_their_path() {
    let object =
        json!({"spec": {"containers": [{"resources": {"requests": {"cpu": "1"}}}], "c": [["a", "b"]]}, "spec.c": 1});
    let found = |path: &str| at(&object, path, |seen| seen.text().map(Cow::into_owned));
    assert_eq!(found("spec.containers[0].resources.requests.cpu"), Some(Some("1".to_owned())));
    assert_eq!(found("spec.c[0][1]"), Some(Some("b".to_owned())));
    assert_eq!(found("spec.containers"), Some(None));
    for nowhere in
        ["spec.containers[1].resources", "spec.replicas", "spec.container", "specs", "", "spec.c[x]", "spec[0]"]
    {
        assert_eq!(found(nowhere), None, "{nowhere}");
    }
}
