use super::{Fault, Misfit, read};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::ConfigMap;
use serde_json::{Value, json};

fn deployment() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"spec": {"containers": [{"name": "web", "resources": {"requests": {"cpu": 1, "memory": "1Gi"}}}]}},
    }})
}

fn told(value: &Value) -> Vec<String> {
    let said = |Misfit { path, fault }| match fault {
        Fault::Unknown(known) => format!("{path} is unknown ({})", known.iter().any(|name| name == "containers")),
        Fault::Type(problem) => format!("{path}: {problem}"),
        Fault::Missing => format!("{path} is missing"),
        Fault::Refused(problem) => format!("{path} {problem}"),
    };
    read::<Deployment>(value).expect_err("misfits").into_iter().map(said).collect()
}

#[test]
fn what_fits_is_read_whole() {
    let read: Deployment = read(&deployment()).expect("a Deployment");
    assert_eq!(read.spec.replicas, Some(2));
    let back = serde_json::to_value(&read).expect("a value");
    assert_eq!(back["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["cpu"], "1");
}

#[test]
fn unknown_fields_are_found_all_at_once() {
    let mut value = deployment();
    value["spec"]["replica"] = json!(3);
    value["spec"]["template"]["spec"]["container"] = json!([]);
    assert_eq!(told(&value), ["spec.replica is unknown (false)", "spec.template.spec.container is unknown (true)"]);
}

#[test]
fn wrong_types_have_their_place() {
    let mut value = deployment();
    value["spec"]["replicas"] = json!("two");
    assert_eq!(told(&value), ["spec.replicas: invalid type: string \"two\", expected i32"]);
    let mut value = deployment();
    value["spec"]["template"]["spec"]["containers"][0]["image"] = json!(7);
    assert_eq!(told(&value), ["spec.template.spec.containers[0].image: invalid type: integer `7`, expected a string"]);
}

#[test]
fn required_fields_are_missed() {
    let mut value = deployment();
    value["spec"]["template"]["spec"].as_object_mut().expect("a mapping").remove("containers");
    assert_eq!(told(&value), ["spec.template.spec.containers is missing"]);
}

#[test]
fn free_mappings_take_every_key() {
    let value = json!({"metadata": {"name": "a"}, "data": {"x.y": "1"}, "binaryData": {"b": "AAE="}});
    assert!(read::<ConfigMap>(&value).is_ok());
}
