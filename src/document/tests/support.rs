//! Blueprints in memory.

use crate::blueprint::Layout;
use crate::catalog::Catalog;
use crate::compile;
use crate::diagnostics::Sink;
use crate::document::{Compiled, OwnTemplates, lead, render};
use crate::source::{Files, Sources};
use std::collections::BTreeMap;

/// A shop of eight components in three environments.
pub const SHOP: &str = include_str!("shop.yaml");
/// As little as a blueprint can say.
pub const SMALLEST: &str = "blueprint: minimal\nedition: \"2026\"\ncomponents:\n  web:\n    image: registry.example/hello:1.4.2\n    ports: {http: 8080}\n";

/// A project of one file.
struct One(String);

impl Files for One {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "shop.yaml" { Ok(self.0.clone().into_bytes()) } else { Err(format!("{path} is missing")) }
    }

    fn list(&self, _: &str) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// All environments of a blueprint.
pub fn compiled(text: &str) -> (Vec<Compiled>, Sources) {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let layout = Layout::Single { file: "shop.yaml", side: "shop.d" };
    let blueprint = compile::read(layout, &One(text.to_owned()), &mut sources, &mut sink);
    let Some(blueprint) = blueprint else { panic!("{:#?}", sink.into_sorted()) };
    let all: Vec<Compiled> = blueprint
        .environments()
        .iter()
        .filter_map(|name| compile::environment(&blueprint, Catalog::embedded(), name, &mut sink))
        .collect();
    assert_eq!(all.len(), blueprint.environments().len(), "{:#?}", sink.into_sorted());
    (all, sources)
}

/// The documents of a blueprint.
pub fn documents(text: &str) -> BTreeMap<String, String> {
    let (all, sources) = compiled(text);
    let names: Vec<String> = all.iter().map(|one| one.architecture.environment.clone()).collect();
    let files = render(&all, &lead(&names, None), &sources, &OwnTemplates::new()).unwrap();
    files.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}
