//! The text of lock files.

use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

use super::support::{object, path};
use crate::tree::{
    FileEntry, FileTree, Lock, LockFault, LockState, ObjectId, RelativePath, removed_claims, removed_objects,
};

fn lock(files: &[(&str, Option<ObjectId>)]) -> Lock {
    let mut tree = FileTree::new();
    for (name, object) in files {
        let entry = FileEntry { bytes: name.as_bytes().to_vec(), object: object.clone() };
        tree.insert(path(name), entry).unwrap();
    }
    Lock::of(&tree)
}

#[test]
fn the_text_is_as_documented() {
    let role = ObjectId {
        api_version: "rbac.authorization.k8s.io/v1".to_owned(),
        kind: "ClusterRole".to_owned(),
        namespace: None,
        name: "system:x y/z".to_owned(),
    };
    let text = lock(&[("z", None), ("a b", Some(object("web"))), ("c", Some(role))]).print();
    let lines: Vec<_> = text.lines().skip(2).collect();
    let digest = |name: &str| crate::tree::Digest::of(name.as_bytes());
    assert_eq!(lines[0], format!("a%20b  {}  apps/v1/Deployment/shop/web", digest("a b")));
    let role = "rbac.authorization.k8s.io/v1/ClusterRole/-/system:x%20y%2Fz";
    assert_eq!(lines[1], format!("c  {}  {role}", digest("c")));
    assert_eq!(lines[2], format!("z  {}  -", digest("z")));
}

#[test]
fn one_bad_line_makes_the_lock_unreadable() {
    let text = lock(&[("a", Some(object("web"))), ("b", None)]).print();
    let lines: Vec<_> = text.lines().collect();
    let (first, second) = (lines[2], lines[3]);
    let with = |lines: &[&str]| format!("{}\n{}\n", text.lines().next().unwrap(), lines.join("\n"));
    assert!(Lock::parse(&with(&[first, second])).is_ok());
    let bad = [
        with(&[second, first]),
        with(&[first, first]),
        with(&[first, ""]),
        with(&[first, "# late comment"]),
        with(&[&first.replace("  ", " ")]),
        with(&[&first.replace("sha256", "md5")]),
        with(&[&first.replace("apps/v1/Deployment/", "")]),
        with(&[&first.replace("/web", "/")]),
        with(&[&format!("{first}  more")]),
        with(&[&format!("../{first}")]),
        with(&[&format!("groundplan.lock{}", &second[1..])]),
        with(&[&first.replacen('a', "%61", 1)]),
        with(&[first]).replace('\n', "\r\n"),
        with(&[first]).trim_end().to_owned(),
        String::new(),
        format!("{first}\n"),
    ];
    for text in bad {
        let error = Lock::parse(&text).unwrap_err();
        assert!(matches!(error, LockFault::Malformed { .. }), "{text}");
        assert!(LockState::from_bytes(text.as_bytes()).lock().is_empty());
    }
    let binary = LockState::from_bytes(b"\xff\xfe");
    assert_eq!(binary, LockState::Unreadable(LockFault::NotText));
}

#[test]
fn markers_of_a_merge_are_told() {
    let text = lock(&[("a", None), ("b", None)]).print();
    let lines: Vec<_> = text.lines().collect();
    for (position, mark) in [(0, "<<<<<<< HEAD"), (2, "======="), (3, ">>>>>>> x"), (4, "||||||| y")] {
        let mut lines = lines.clone();
        lines.insert(position, mark);
        let fault = Lock::parse(&format!("{}\n", lines.join("\n"))).unwrap_err();
        assert_eq!(fault, LockFault::Conflict { line: position + 1 });
    }
}

#[test]
fn removed_objects_are_told_whatever_their_file_and_version() {
    let claim = |name: &str| ObjectId {
        api_version: "v1".to_owned(),
        kind: "PersistentVolumeClaim".to_owned(),
        ..object(name)
    };
    let old = lock(&[
        ("a", Some(object("gone"))),
        ("b", Some(object("moved"))),
        ("c", Some(object("upgraded"))),
        ("d", Some(claim("data"))),
        ("e", Some(claim("kept"))),
        ("f", None),
    ]);
    let upgraded = ObjectId { api_version: "apps/v2".to_owned(), ..object("upgraded") };
    let new = lock(&[
        ("b2", Some(object("moved"))),
        ("c", Some(upgraded)),
        ("e", Some(claim("kept"))),
        ("g", Some(object("new"))),
    ]);
    assert_eq!(removed_objects(&old, &new), [object("gone")]);
    assert_eq!(removed_claims(&old, &new), [claim("data")]);
    assert!(removed_objects(&Lock::default(), &new).is_empty());
}

fn any_object() -> impl Strategy<Value = ObjectId> {
    let word = || "[a-zA-Z%# /:ä.-]{1,6}";
    let version = prop_oneof![Just("v1".to_owned()), Just("apps/v1".to_owned()), word()];
    let parts = (version, word(), proptest::option::of(word()), word());
    parts.prop_map(|(api_version, kind, namespace, name)| ObjectId { api_version, kind, namespace, name })
}

fn any_tree() -> impl Strategy<Value = FileTree> {
    let name = "[a-c%# <=ä.-]{1,4}(/[a-c%# <=ä.-]{1,4}){0,2}";
    let file = (name, any::<Vec<u8>>(), proptest::option::of(any_object()));
    proptest::collection::vec(file, 0..12).prop_map(|files| {
        let mut tree = FileTree::new();
        for (name, bytes, object) in files {
            if let Ok(path) = RelativePath::new(name) {
                // Names that clash are left out.
                let _ = tree.insert(path, FileEntry { bytes, object });
            }
        }
        tree
    })
}

proptest! {
    #[test]
    fn a_printed_lock_reads_the_same(tree in any_tree()) {
        let lock = Lock::of(&tree);
        // An API version is told by what is left of three slashes.
        prop_assert_eq!(Lock::parse(&lock.print()).unwrap(), lock);
    }

    #[test]
    fn no_text_makes_the_parser_stumble(text in "(\\PC|\n| ){0,80}", bytes: Vec<u8>) {
        let titled = format!("# Groundplan lock: \n{text}\n");
        if let Ok(lock) = Lock::parse(&titled) {
            prop_assert_eq!(Lock::parse(&lock.print()).unwrap(), lock);
        }
        let _ = LockState::from_bytes(&bytes);
    }
}
