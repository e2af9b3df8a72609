//! What pods refer to by name: service accounts, ConfigMaps and their keys. Secrets are expected outside of the bundle.

use super::{Scene, problem};
use crate::bundle::index::{FieldOf, Pods};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use k8s_openapi::api::core::v1::{ConfigMap, KeyToPath};
use std::fmt;

/// The `ConfigMap` that every namespace has.
const OF_THE_CLUSTER: &str = "kube-root-ca.crt";

/// A reference to a `ConfigMap`.
struct Reference<'a> {
    field: FieldOf<Field>,
    name: &'a str,
    keys: Vec<&'a str>,
    optional: bool,
}

/// The field that a reference stands in, by its numbers.
#[derive(Clone, Copy, Debug)]
enum Field {
    Variable(usize),
    Whole(usize),
    Volume(usize),
    Projected(usize, usize),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(at) => write!(f, "env[{at}].valueFrom.configMapKeyRef"),
            Self::Whole(at) => write!(f, "envFrom[{at}].configMapRef"),
            Self::Volume(at) => write!(f, "volumes[{at}].configMap"),
            Self::Projected(at, source) => write!(f, "volumes[{at}].projected.sources[{source}].configMap"),
        }
    }
}

/// References lead to objects of the bundle.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        account(scene, pods, sink);
        let references = variables(pods).chain(volumes(pods));
        for reference in references.filter(|reference| !reference.optional && reference.name != OF_THE_CLUSTER) {
            resolve(scene, pods, &reference, sink);
        }
    }
}

fn account(scene: &Scene<'_>, pods: &Pods<'_>, sink: &mut Sink) {
    let Some(name) = pods.spec.service_account_name.as_deref() else { return };
    // Every namespace has an account of this name.
    let given = name == "default" || name.is_empty();
    if !given && scene.index.find("ServiceAccount", pods.namespace(), name).is_none() {
        let said = format!("is `{name}`, but the bundle has no ServiceAccount of that name: no pod would be made");
        let problem = problem(&codes::ACCOUNT_MISSING, pods.emitted, &pods.field("serviceAccountName"), said);
        sink.push(problem.help("add the ServiceAccount"));
    }
}

/// References of containers' environments.
fn variables<'a>(pods: &Pods<'a>) -> impl Iterator<Item = Reference<'a>> + use<'a> {
    pods.containers().flat_map(|at| {
        let keys = at.container.env.iter().flatten().enumerate().filter_map(move |(index, variable)| {
            let key = variable.value_from.as_ref()?.config_map_key_ref.as_ref()?;
            let field = at.field(Field::Variable(index));
            Some(Reference { field, name: &key.name, keys: vec![&key.key], optional: key.optional == Some(true) })
        });
        let whole = at.container.env_from.iter().flatten().enumerate().filter_map(move |(index, source)| {
            let map = source.config_map_ref.as_ref()?;
            let field = at.field(Field::Whole(index));
            Some(Reference { field, name: &map.name, keys: Vec::new(), optional: map.optional == Some(true) })
        });
        keys.chain(whole)
    })
}

/// References of volumes.
fn volumes<'a>(pods: &Pods<'a>) -> impl Iterator<Item = Reference<'a>> + use<'a> {
    let template = *pods;
    pods.spec.volumes.iter().flatten().enumerate().flat_map(move |(index, volume)| {
        let plain = volume.config_map.iter().map(move |map| Reference {
            field: template.field(Field::Volume(index)),
            name: &map.name,
            keys: keys(map.items.as_ref()),
            optional: map.optional == Some(true),
        });
        let sources = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten()).enumerate();
        let projected = sources.filter_map(move |(at, source)| {
            let map = source.config_map.as_ref()?;
            let field = template.field(Field::Projected(index, at));
            Some(Reference {
                field,
                name: &map.name,
                keys: keys(map.items.as_ref()),
                optional: map.optional == Some(true),
            })
        });
        plain.chain(projected)
    })
}

fn keys(items: Option<&Vec<KeyToPath>>) -> Vec<&str> {
    items.into_iter().flatten().map(|item| item.key.as_str()).collect()
}

fn resolve(scene: &Scene<'_>, pods: &Pods<'_>, reference: &Reference<'_>, sink: &mut Sink) {
    let Reference { field, name, keys, .. } = reference;
    let Some(config) = scene.index.config_map(pods.namespace(), name) else {
        let said = format!("names ConfigMap/{name}, which the bundle does not have: the pods would wait for it");
        let problem = problem(&codes::CONFIG_MAP_MISSING, pods.emitted, field, said);
        sink.push(problem.help("add the ConfigMap, or mark the reference `optional: true`"));
        return;
    };
    for key in keys.iter().filter(|key| !has(config, key)) {
        let said = format!("names the key `{key}`, which ConfigMap/{name} does not have");
        let problem = problem(&codes::CONFIG_KEY_MISSING, pods.emitted, field, said);
        sink.push(problem.help("add the key, or mark the reference `optional: true`"));
    }
}

fn has(config: &ConfigMap, key: &str) -> bool {
    config.data.as_ref().is_some_and(|data| data.contains_key(key))
        || config.binary_data.as_ref().is_some_and(|data| data.contains_key(key))
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{config_volume, config_with, found, mount, projected_config, shop};
    use k8s_openapi::api::core::v1::{
        ConfigMapEnvSource, ConfigMapKeySelector, EnvFromSource, EnvVar, EnvVarSource, Volume,
    };

    #[test]
    fn accounts_exist() {
        let of = |name: Option<&str>| found(shop().pod(|pod| pod.service_account_name = name.map(str::to_owned)));
        assert_eq!(of(Some("cart")), [""; 0]);
        assert_eq!(of(Some("default")), [""; 0]);
        assert_eq!(of(None), [""; 0]);
        assert_eq!(
            of(Some("crat")),
            [
                "K0407 Deployment/cart: `spec.template.spec.serviceAccountName` is `crat`, but the bundle has no ServiceAccount of that name: no pod would be made"
            ]
        );
    }

    fn reading(name: &str, key: &str, optional: bool) -> Vec<String> {
        let (name, key) = (name.to_owned(), key.to_owned());
        let key_ref = ConfigMapKeySelector { name, key, optional: optional.then_some(true) };
        let from = EnvVarSource { config_map_key_ref: Some(key_ref), ..EnvVarSource::default() };
        let variable = EnvVar { name: "A".to_owned(), value: None, value_from: Some(from) };
        found(shop().with([config_with("settings", "a", "1")]).container(|app| app.env = Some(vec![variable.clone()])))
    }

    #[test]
    fn variables_come_from_config_maps_that_exist() {
        assert_eq!(reading("settings", "a", false), [""; 0]);
        assert_eq!(
            reading("others", "a", false),
            [
                "K0405 Deployment/cart: `spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef` names ConfigMap/others, which the bundle does not have: the pods would wait for it"
            ]
        );
        assert_eq!(
            reading("settings", "b", false),
            [
                "K0406 Deployment/cart: `spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef` names the key `b`, which ConfigMap/settings does not have"
            ]
        );
        assert_eq!(reading("others", "b", true), [""; 0]);
        let source = ConfigMapEnvSource { name: "others".to_owned(), optional: None };
        let all = EnvFromSource { config_map_ref: Some(source), ..EnvFromSource::default() };
        assert_eq!(
            found(shop().container(|app| app.env_from = Some(vec![all.clone()]))),
            [
                "K0405 Deployment/cart: `spec.template.spec.containers[0].envFrom[0].configMapRef` names ConfigMap/others, which the bundle does not have: the pods would wait for it"
            ]
        );
    }

    #[test]
    fn files_come_from_config_maps_that_exist() {
        let mounted = |volume: Volume| {
            found(shop().with([config_with("settings", "a", "1")]).pod(|pod| {
                pod.volumes = Some(vec![volume.clone()]);
                pod.containers[0].volume_mounts = Some(vec![mount("files", "/files")]);
            }))
        };
        assert_eq!(mounted(config_volume("files", "settings", &["a"])), [""; 0]);
        assert_eq!(mounted(config_volume("files", "kube-root-ca.crt", &[])), [""; 0]);
        assert_eq!(
            mounted(config_volume("files", "settings", &["b"])),
            [
                "K0406 Deployment/cart: `spec.template.spec.volumes[0].configMap` names the key `b`, which ConfigMap/settings does not have"
            ]
        );
        assert_eq!(
            mounted(projected_config("files", "others")),
            [
                "K0405 Deployment/cart: `spec.template.spec.volumes[0].projected.sources[0].configMap` names ConfigMap/others, which the bundle does not have: the pods would wait for it"
            ]
        );
    }
}
