//! What a restricted pod may not have of its node: namespaces, ports and files.

use crate::bundle::checks::{Scene, problem};
use crate::bundle::index::{ContainerAt, Pods};
use crate::catalog::Minor;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use k8s_openapi::api::core::v1::{Container, Volume};

/// The minor version from which probes may not be sent to other hosts.
const PROBE_HOSTS_SINCE: u8 = 34;

pub(super) fn check(scene: &Scene<'_>, pods: &Pods<'_>, sink: &mut Sink) {
    namespaces(pods, sink);
    volumes(pods, sink);
    for at in pods.containers() {
        ports(pods, &at, sink);
        if since(scene.target.kubernetes) {
            probes(pods, &at, sink);
        }
    }
}

fn since(minor: Minor) -> bool {
    minor.number() >= PROBE_HOSTS_SINCE
}

fn namespaces(pods: &Pods<'_>, sink: &mut Sink) {
    let fields =
        [("hostNetwork", pods.spec.host_network), ("hostPID", pods.spec.host_pid), ("hostIPC", pods.spec.host_ipc)];
    for (field, value) in fields {
        if value == Some(true) {
            let said = "is true, which Pod Security restricted forbids";
            sink.push(problem(&codes::HOST_ACCESS, pods.emitted, &pods.field(field), said).help("remove it"));
        }
    }
}

fn ports(pods: &Pods<'_>, at: &ContainerAt<'_>, sink: &mut Sink) {
    for (index, port) in at.ports().enumerate() {
        if let Some(number) = port.host_port.filter(|number| *number != 0) {
            let field = at.field(format!("ports[{index}].hostPort"));
            let said = format!("is {number}, but Pod Security restricted forbids ports of the node");
            sink.push(problem(&codes::HOST_ACCESS, pods.emitted, &field, said).help("use a Service"));
        }
    }
}

/// Probes and hooks are sent from the node: to other hosts they would reach what the pod itself could not.
fn probes(pods: &Pods<'_>, at: &ContainerAt<'_>, sink: &mut Sink) {
    for (field, host) in hosts(at.container) {
        let said = format!("is `{host}`, but Pod Security restricted forbids other hosts");
        sink.push(problem(&codes::HOST_ACCESS, pods.emitted, &at.field(&field), said).help("remove it"));
    }
}

/// The hosts that probes and hooks of a container name, with their fields.
fn hosts(container: &Container) -> Vec<(String, &str)> {
    let probes = [
        ("livenessProbe", &container.liveness_probe),
        ("readinessProbe", &container.readiness_probe),
        ("startupProbe", &container.startup_probe),
    ];
    let probes = probes.into_iter().filter_map(|(field, probe)| {
        let probe = probe.as_ref()?;
        Some((field, probe.http_get.as_ref(), probe.tcp_socket.as_ref()))
    });
    let hooks = container
        .lifecycle
        .iter()
        .flat_map(|hooks| [("lifecycle.postStart", &hooks.post_start), ("lifecycle.preStop", &hooks.pre_stop)]);
    let hooks = hooks.filter_map(|(field, hook)| {
        let hook = hook.as_ref()?;
        Some((field, hook.http_get.as_ref(), hook.tcp_socket.as_ref()))
    });
    let all = probes.chain(hooks).flat_map(|(field, http, tcp)| {
        let http = http.and_then(|http| http.host.as_deref()).map(|host| (format!("{field}.httpGet.host"), host));
        let tcp = tcp.and_then(|tcp| tcp.host.as_deref()).map(|host| (format!("{field}.tcpSocket.host"), host));
        http.into_iter().chain(tcp)
    });
    all.filter(|(_, host)| !host.is_empty()).collect()
}

fn volumes(pods: &Pods<'_>, sink: &mut Sink) {
    for (at, volume) in pods.spec.volumes.iter().flatten().enumerate() {
        if !allowed(volume) {
            let field = pods.field(format!("volumes[{at}]"));
            let said = format!("is `{}`, of a type that Pod Security restricted forbids", volume.name);
            let help =
                "use configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, projected or secret";
            sink.push(problem(&codes::VOLUME_TYPE, pods.emitted, &field, said).help(help));
        }
    }
}

/// Whether a volume is of an allowed type. One without any is reported where volumes are checked. All types are listed, so that
/// none that is new can be forgotten.
fn allowed(volume: &Volume) -> bool {
    let Volume {
        config_map: _,
        csi: _,
        downward_api: _,
        empty_dir: _,
        ephemeral: _,
        image: _,
        name: _,
        persistent_volume_claim: _,
        projected: _,
        secret: _,
        aws_elastic_block_store,
        azure_disk,
        azure_file,
        cephfs,
        cinder,
        fc,
        flex_volume,
        flocker,
        gce_persistent_disk,
        git_repo,
        glusterfs,
        host_path,
        iscsi,
        nfs,
        photon_persistent_disk,
        portworx_volume,
        quobyte,
        rbd,
        scale_io,
        storageos,
        vsphere_volume,
    } = volume;
    let forbidden = [
        aws_elastic_block_store.is_some(),
        azure_disk.is_some(),
        azure_file.is_some(),
        cephfs.is_some(),
        cinder.is_some(),
        fc.is_some(),
        flex_volume.is_some(),
        flocker.is_some(),
        gce_persistent_disk.is_some(),
        git_repo.is_some(),
        glusterfs.is_some(),
        host_path.is_some(),
        iscsi.is_some(),
        nfs.is_some(),
        photon_persistent_disk.is_some(),
        portworx_volume.is_some(),
        quobyte.is_some(),
        rbd.is_some(),
        scale_io.is_some(),
        storageos.is_some(),
        vsphere_volume.is_some(),
    ];
    !forbidden.contains(&true)
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, found_for, mount, shop, target};
    use crate::catalog::Minor;
    use k8s_openapi::api::core::v1::{HostPathVolumeSource, Volume};

    #[test]
    fn pods_stay_off_their_node() {
        assert_eq!(
            found(shop().pod(|pod| pod.host_network = Some(true))),
            ["K0501 Deployment/cart: `spec.template.spec.hostNetwork` is true, which Pod Security restricted forbids"]
        );
        assert_eq!(found(shop().pod(|pod| pod.host_pid = Some(false))), [""; 0]);
        assert_eq!(
            found(shop().container(|app| app.ports.as_mut().unwrap()[0].host_port = Some(80))),
            [
                "K0501 Deployment/cart: `spec.template.spec.containers[0].ports[0].hostPort` is 80, but Pod Security restricted forbids ports of the node"
            ]
        );
    }

    #[test]
    fn probes_stay_in_their_pod() {
        let hosted = || {
            shop().container(|app| {
                let probe = app.readiness_probe.as_mut().unwrap();
                probe.http_get.as_mut().unwrap().host = Some("10.0.0.1".to_owned());
            })
        };
        assert_eq!(
            found(hosted()),
            [
                "K0501 Deployment/cart: `spec.template.spec.containers[0].readinessProbe.httpGet.host` is `10.0.0.1`, but Pod Security restricted forbids other hosts"
            ]
        );
        let older = crate::kubernetes::Target { kubernetes: Minor::parse("1.33").unwrap(), ..target() };
        assert_eq!(found_for(older, hosted()), [""; 0]);
    }

    #[test]
    fn volumes_are_of_allowed_types() {
        let shop = || {
            shop().pod(|pod| {
                let host_path = Some(HostPathVolumeSource { path: "/".to_owned(), type_: None });
                pod.volumes = Some(vec![Volume { name: "root".to_owned(), host_path, ..Volume::default() }]);
                pod.containers[0].volume_mounts = Some(vec![mount("root", "/host")]);
            })
        };
        assert_eq!(
            found(shop()),
            [
                "K0503 Deployment/cart: `spec.template.spec.volumes[0]` is `root`, of a type that Pod Security restricted forbids"
            ]
        );
        assert_eq!(found_for(crate::kubernetes::Target { restricted: false, ..target() }, shop()), [""; 0]);
    }
}
