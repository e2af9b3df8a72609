//! Environment variables of containers.

use super::{Scene, problem, repeated};
use crate::bundle::index::{ContainerAt, Pods};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use k8s_openapi::api::core::v1::EnvVar;

/// Every variable has one name and one source.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        for at in pods.containers() {
            one(pods, &at, sink);
        }
    }
}

fn one(pods: &Pods<'_>, at: &ContainerAt<'_>, sink: &mut Sink) {
    let variables = at.container.env.as_deref().unwrap_or_default();
    for (index, name) in repeated(variables.iter().map(|variable| &variable.name)) {
        let field = at.field(format!("env[{index}].name"));
        let problem = problem(&codes::ENV_TWICE, pods.emitted, &field, format!("sets `{name}` a second time"));
        sink.push(problem.help("remove one of them: only the last would hold, and server-side apply refuses both"));
    }
    for (index, variable) in variables.iter().enumerate() {
        if let Some((said, help)) = fault(variable) {
            let field = at.field(format!("env[{index}]"));
            sink.push(problem(&codes::BAD_ENV, pods.emitted, &field, said).help(help));
        }
    }
}

fn fault(variable: &EnvVar) -> Option<(String, &'static str)> {
    let name = &variable.name;
    if name.is_empty() || name.contains('=') || !name.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        let said = format!("is called `{}`, which no variable can be", name.escape_debug());
        return Some((said, "use letters, digits and `_`"));
    }
    let Some(from) = &variable.value_from else { return None };
    let sources = [
        from.config_map_key_ref.is_some(),
        from.field_ref.is_some(),
        from.file_key_ref.is_some(),
        from.resource_field_ref.is_some(),
        from.secret_key_ref.is_some(),
        variable.value.as_ref().is_some_and(|value| !value.is_empty()),
    ];
    let count = sources.into_iter().filter(|source| *source).count();
    (count != 1).then(|| (format!("gives `{name}` {count} sources"), "keep one: `value`, or one key below `valueFrom`"))
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, shop, variable};
    use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector};

    fn set(variables: &[EnvVar]) -> Vec<String> {
        found(shop().container(|app| app.env = Some(variables.to_vec())))
    }

    #[test]
    fn variables_are_set_once() {
        assert_eq!(set(&[variable("A", "1"), variable("B", "1")]), [""; 0]);
        assert_eq!(
            set(&[variable("A", "1"), variable("A", "2")]),
            ["K0403 Deployment/cart: `spec.template.spec.containers[0].env[1].name` sets `A` a second time"]
        );
    }

    #[test]
    fn variables_have_a_name_and_a_source() {
        for name in ["", "A=B", "Ä"] {
            assert_eq!(
                set(&[variable(name, "1")]),
                [format!(
                    "K0404 Deployment/cart: `spec.template.spec.containers[0].env[0]` is called `{name}`, which no variable can be"
                )]
            );
        }
        let field_ref = Some(ObjectFieldSelector { field_path: "metadata.name".to_owned(), api_version: None });
        let from = |source: EnvVarSource, value: Option<&str>| {
            set(&[EnvVar { name: "A".to_owned(), value: value.map(str::to_owned), value_from: Some(source) }])
        };
        let pod = || EnvVarSource { field_ref: field_ref.clone(), ..EnvVarSource::default() };
        assert_eq!(from(pod(), None), [""; 0]);
        let said = |count| {
            [format!("K0404 Deployment/cart: `spec.template.spec.containers[0].env[0]` gives `A` {count} sources")]
        };
        assert_eq!(from(pod(), Some("1")), said(2));
        assert_eq!(from(EnvVarSource::default(), None), said(0));
    }
}
