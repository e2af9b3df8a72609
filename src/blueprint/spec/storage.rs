//! Files, writable directories and disks.

use crate::blueprint::table::{
    ByName, Entries, Flag, KeyKind, Reader, SchemaBook, Shape, Short, Text, choices, record,
};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::names::{self, Name};
use crate::units::Bytes;
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

record! {
    /// One volume that may be written to and is lost with the pod.
    pub struct WritableVolume = "writable volume" {
        /// Where it is mounted.
        paths: Vec<Text> = "paths";
        /// Its largest size. Default: 64Mi.
        size: Bytes = "size";
        /// `true`: in memory; counts towards the memory limit.
        memory: Flag = "memory";
    }
}

impl Short for WritableVolume {}

/// Writable volumes by name; a list of paths makes one volume for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WritableSpec(pub Entries<ByName, WritableVolume>);

impl Shape for WritableSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Kind::List(items) = &node.kind else { return Entries::read(node, reader).map(Self) };
        let mut volumes = Entries::default();
        for item in items {
            let Some(path) = Text::read(item, reader) else { continue };
            if let Err(error) = super::ByMountPath::check(&path.0) {
                reader.push(Diagnostic::new(&codes::BAD_VALUE, item.span, error.problem));
                continue;
            }
            let name = volume_name(&path.0, &volumes);
            let paths = reader.written(item, vec![path]);
            volumes.insert(name, reader.written(item, WritableVolume { paths, ..WritableVolume::default() }));
        }
        Some(Self(volumes))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let list = json!({"type": "array", "items": {"type": "string", "pattern": "^/"}});
        json!({"anyOf": [list, Entries::<ByName, WritableVolume>::schema(book)]})
    }

    fn describe() -> String {
        format!("`[/tmp, /var/cache]`, or {}", Entries::<ByName, WritableVolume>::describe())
    }

    fn merged(self, over: Self) -> Self {
        Self(self.0.merged(over.0))
    }
}

/// A name for the volume at a path; paths that differ only in their signs get different ones.
fn volume_name(path: &str, taken: &Entries<ByName, WritableVolume>) -> String {
    let name = names::slug(path, names::LONGEST_NAME).unwrap_or_else(|| "root".to_owned());
    let same =
        |known: &WritableVolume| known.paths.get().is_some_and(|paths| paths.iter().any(|known| known.0 == path));
    match taken.get(&name) {
        Some(other) if !same(&other.value) => names::with_digest(&name, &names::digest8(path.as_bytes())),
        _ => name,
    }
}

choices! {
    /// Who may mount a disk.
    pub enum DiskAccess = "`rwo` or `rwx`" {
        /// One node at a time.
        Rwo = "rwo",
        /// Many nodes at once.
        Rwx = "rwx",
    }
}

record! {
    /// A directory that outlives the pod.
    pub struct DiskSpec = "disk" {
        /// Its size.
        size: Bytes = "size";
        /// A StorageClass of the platform. Default: `platform.storageClass`, else the cluster's default.
        class: Text = "class";
        /// Who may mount it. Default: `rwo`.
        access: DiskAccess = "access";
        /// The name of a disk that several components mount: one claim, which must be `rwx`. Each of them writes the same size.
        shared: Name = "shared";
        /// A directory of the node instead of a disk: an exception that needs `because`.
        host: Text = "host";
        /// `true`: the container may only read. Default for `host`: true.
        read_only: Flag = "readOnly";
        /// The reason of the exception.
        because: Text = "because";
    }
}

impl Short for DiskSpec {
    const SHORT: &'static [&'static str] = &["10Gi"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|size| Self { size, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Bytes::schema(book)]
    }
}

record! {
    /// A file, or a directory of files, put into the container.
    pub struct FileSpec = "file" {
        /// A path beside the blueprint; a directory where the mount path ends in `/`.
        path: Text = "path";
        /// The content itself.
        text: Text = "text";
        /// `true`: `${…}` inside is resolved. A secret may not stand there.
        expand: Flag = "expand";
        /// Permissions in octal. Default: "0444".
        mode: Text = "mode";
    }
    variants { "path", "text" }
}

impl Short for FileSpec {
    const SHORT: &'static [&'static str] = &["./app.yml"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|path| Self { path, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"type": "string"})]
    }
}
