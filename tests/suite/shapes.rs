//! Shapes: what the compiler makes is what the typed kinds take, so that a patch is never blamed for what it did not change.

use groundplan::blueprint::Layout;
use groundplan::catalog::Catalog;
use groundplan::compile;
use groundplan::diagnostics::Sink;
use groundplan::kubernetes::Object;
use groundplan::project::Project;
use groundplan::source::Sources;
use std::path::Path;

#[test]
fn every_object_is_read_back_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["blueprints/online-boutique.yaml", "tests/cases/stores/blueprint.yaml", "tests/cases/customized"] {
        let project = Project::open(&root.join(file)).expect("a blueprint");
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let layout: Layout<'_> = project.layout();
        let blueprint = compile::read(layout, &project, &mut sources, &mut sink).expect("it is read");
        for name in blueprint.environments() {
            let compiled =
                compile::environment(&blueprint, Catalog::embedded(), &name, &mut sink).expect("it compiles");
            for emitted in compiled.bundle.objects() {
                let value = serde_json::to_value(&emitted.object).expect("a value");
                let (version, kind) = emitted.object.type_meta();
                let read = Object::read(version, kind, &value);
                let Some(read) = read else {
                    assert!(matches!(emitted.object, Object::Foreign(_)), "{version} {kind} is not read");
                    continue;
                };
                assert_eq!(read.as_ref(), Ok(&emitted.object), "{}", emitted.object.identity());
            }
        }
    }
}
