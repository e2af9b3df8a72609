//! Codes about what a cluster would refuse.

codes! {
    SAME_OBJECT = "K0101" Error "object there twice":
        "Kind, namespace and name tell an object from all others. Of two with the same, the one applied last would silently replace the other.";
    SAME_FILE = "K0102" Error "file there twice":
        "Every object has a file of its own. Disks of macOS and Windows do not tell capitals from small letters: one of two such files would be lost there.";
    BAD_NAME = "K0103" Error "malformed name of an object":
        "Names become parts of DNS names, of labels and of the names of pods. The API server refuses those that do not fit, and some longer ones only later, when a controller adds its suffix.";
    BAD_LABEL = "K0104" Error "malformed label":
        "Keys are `name` or `dns.prefix/name`, values have at most 63 letters, digits, `-`, `_` and `.`. The API server refuses everything else.";
    BAD_ANNOTATION = "K0105" Error "malformed annotation":
        "Keys of annotations have the form of labels' keys; all annotations of an object may weigh 256 KiB together.";
    NO_NAMESPACE = "K0106" Warning "object without a namespace":
        "An object that does not name its namespace goes wherever the one who applies it happens to be, and what refers to it looks elsewhere.";
    OTHER_NAMESPACE = "K0107" Error "object in a namespace of others":
        "The bundle brings its namespace, but the object names another one. If that does not exist the object is refused; if it does, nothing of the bundle finds the object.";
    NAMESPACE_ON_CLUSTER_KIND = "K0108" Error "namespace on an object of the cluster":
        "Some kinds belong to the whole cluster; the API server refuses a namespace on them.";
    OBJECT_TOO_LARGE = "K0109" Error "object too large":
        "The store of a cluster takes objects of at most 1.5 MiB.";
    CONFIG_MAP_TOO_LARGE = "K0110" Error "ConfigMap too large":
        "The values of a ConfigMap have at most 1 MiB together.";
    BAD_CONFIG_KEY = "K0111" Error "malformed key of a ConfigMap":
        "Keys become names of files: they have letters, digits, `-`, `_` and `.`, and do not begin with `..`.";
    SELECTOR_MISSES_TEMPLATE = "K0201" Error "selector that misses its own pods":
        "A workload has to select the pods that its template makes; the API server refuses it otherwise. Selectors never change later.";
    SERVICE_SELECTS_NOTHING = "K0202" Error "Service without pods":
        "A Service whose selector matches no pods has no endpoints: every connection is refused.";
    TARGET_PORT_MISSING = "K0203" Error "Service port that leads nowhere":
        "A target port that is given by name is looked up in the pods. Where none has it, in name and protocol, the port has no endpoints.";
    TARGET_PORT_UNDECLARED = "K0204" Warning "Service port that no container declares":
        "A target port that is given by number works without a declaration if something listens to it. Usually the number is wrong.";
    SERVICE_PORTS = "K0205" Error "ports of a Service that cannot be told apart":
        "Of several ports every one needs a name, and no two may share a name, or a number and a protocol.";
    HEADLESS_MISSING = "K0206" Error "StatefulSet without its Service":
        "The Service that `serviceName` names gives every member its own DNS name. Without it members do not find each other.";
    NOT_HEADLESS = "K0207" Warning "StatefulSet with a Service that gives no names":
        "Only a headless Service (`clusterIP: None`) that selects the pods gives every member its own DNS name.";
    BUDGET_SELECTS_NOTHING = "K0208" Error "disruption budget without pods":
        "A budget whose selector matches no pods protects nothing.";
    BUDGET_CONTRADICTS = "K0209" Error "disruption budget that says two things":
        "The API server takes either `minAvailable` or `maxUnavailable`.";
    BUDGETS_OVERLAP = "K0210" Error "pod with two disruption budgets":
        "The API server refuses to evict a pod that two budgets select: no node that runs it can be drained.";
    SCALE_TARGET_MISSING = "K0211" Error "autoscaler without a target":
        "An autoscaler scales a workload by its kind and name; without it nothing is scaled.";
    AUTOSCALERS_OVERLAP = "K0212" Warning "workload with two autoscalers":
        "Two autoscalers of one workload undo each other's work; newer clusters stop both.";
    REPLICAS_FIXED = "K0213" Warning "replicas of a scaled workload":
        "A workload that an autoscaler scales must not state its replicas: every apply would set them back, in the middle of a peak as well.";
    BOUNDS_REVERSED = "K0214" Error "bounds of an autoscaler in the wrong order":
        "The API server refuses a maximum below the minimum, or below 1.";
    METRIC_WITHOUT_REQUEST = "K0215" Warning "utilization without a request":
        "A utilization is a share of what containers request. The autoscaler does nothing while one of them requests nothing.";
    POLICY_SELECTS_NOTHING = "K0216" Warning "network policy without pods":
        "A policy whose selector matches no pods protects nothing: the pods that are meant stay open.";
    BUDGET_BLOCKS = "K0217" Warning "disruption budget that never lets a pod go":
        "With no room for one pod to leave no node can be drained: upgrades of the cluster hang, until somebody deletes the pod by force.";
    NEVER_WAKES = "K0218" Error "autoscaler that never wakes":
        "Without pods there is no use of CPU or memory to measure: a workload that such triggers alone have scaled to zero stays there.";
    AUTHENTICATION_MISSING = "K0219" Error "trigger without what it logs in with":
        "A trigger of KEDA names a TriggerAuthentication of its namespace. Without it the whole autoscaler does nothing.";
    AUTHENTICATION_INCOMPLETE = "K0220" Error "incomplete TriggerAuthentication":
        "Each parameter of a trigger comes from one key of one Secret.";
    BACKEND_MISSING = "K0301" Error "route to a Service that does not exist":
        "A way in whose backend does not exist answers every request with an error.";
    BACKEND_PORT_MISSING = "K0302" Error "route to a port that does not exist":
        "A backend names a port of its Service, by number or name. A route to another port answers every request with an error.";
    LISTENER_MISSING = "K0303" Error "route without a listener":
        "A route is attached to listeners that have the name it gives, speak its protocol, hear one of its hosts and take routes of its namespace. Without one it is not in effect.";
    LISTENER_TWICE = "K0304" Error "listeners that cannot be told apart":
        "The API server refuses two listeners with one name, or with the same port, protocol and host.";
    LISTENER_TLS = "K0305" Error "listener with the wrong TLS":
        "A listener for HTTPS terminates TLS and needs a certificate, or options from which the implementation finds one; a listener for HTTP has neither.";
    TOO_MANY_ENTRIES = "K0306" Error "too many entries":
        "The resource definitions of the Gateway API limit how long lists are, so that conflicts can be resolved in time.";
    NO_CONTAINER = "K0401" Error "pod without a container or image":
        "A pod needs at least one container, and every container an image.";
    CONTAINER_NAME = "K0402" Error "name of a container":
        "Containers of a pod, init containers included, have different names, and each is a DNS label.";
    ENV_TWICE = "K0403" Error "variable set twice in a container":
        "Of two values for one variable the last one holds, and server-side apply, which most delivery tools use, refuses the object.";
    BAD_ENV = "K0404" Error "malformed variable":
        "A variable has a name of printable ASCII characters without `=`, and exactly one source.";
    CONFIG_MAP_MISSING = "K0405" Error "reference to a ConfigMap that does not exist":
        "A pod that refers to a missing ConfigMap does not start; it waits, without an end.";
    CONFIG_KEY_MISSING = "K0406" Error "reference to a key that does not exist":
        "A pod that refers to a missing key of a ConfigMap does not start; it waits, without an end.";
    ACCOUNT_MISSING = "K0407" Error "reference to a ServiceAccount that does not exist":
        "The API server refuses to make a pod whose account does not exist. The workload is accepted, and stays without pods.";
    RESTART_POLICY = "K0408" Error "restart policy that the kind cannot have":
        "Pods of Deployments and StatefulSets always restart; pods of Jobs and CronJobs restart on failure or never.";
    SLEEP_OVER_GRACE = "K0409" Error "pause longer than the pod has to end":
        "The API server refuses a pause before the end that is negative or longer than the grace period.";
    NO_TIME_TO_END = "K0410" Warning "pause that leaves no time to end":
        "The grace period begins with the pause. Where the pause takes all of it, the process is killed the moment it is asked to end.";
    PORT_TWICE = "K0411" Error "two ports of one name":
        "Ports of a container are told apart by their names; the API server refuses two alike.";
    PORT_SHARED = "K0412" Warning "two ports of one number":
        "The containers of a pod share one network: only one of them can listen to a port. Server-side apply refuses two alike in one container.";
    BAD_PORT = "K0413" Error "malformed port":
        "Ports have a number from 1 to 65535, and a name of at most 15 of a-z, 0-9 and `-` with a letter among them.";
    VOLUME_MISSING = "K0414" Error "mount of a volume that does not exist":
        "A mount names a volume of its pod, or a claim of its StatefulSet. The API server refuses others.";
    VOLUME_TWICE = "K0415" Error "malformed volume":
        "Volumes of a pod have different names that are DNS labels, and each says what it is.";
    VOLUME_UNUSED = "K0416" Warning "volume that nobody mounts":
        "A volume without a mount is provided all the same, and delays every start. Usually the mount was forgotten.";
    MOUNT_TWICE = "K0417" Error "mount path that cannot be":
        "Only one volume can be mounted at a path, and a path has no `:`.";
    MEMORY_VOLUMES = "K0430" Error "volumes in memory as large as the limit":
        "What is written to a volume in memory counts towards the memory limit of the container that writes it. A volume that is as large as the limit is never full: the container is killed before.";
    MOUNT_RELATIVE = "K0418" Warning "relative mount path":
        "A path that does not begin with `/` is resolved by the container runtime, each in its own way.";
    BAD_PROBE = "K0419" Error "malformed probe":
        "A probe asks exactly one thing, with times that are not negative; only readiness may need several successes, and only liveness and startup may have a grace period.";
    PROBE_ZERO = "K0420" Warning "time of a probe that is replaced":
        "The API server takes 0 for \"not said\" and puts its default in place: what runs differs from what is written.";
    PROBE_PORT_MISSING = "K0421" Error "probe of a port that does not exist":
        "A probe that names a port finds it among those of its container. A probe of another one always fails.";
    PROBE_PORT_UNDECLARED = "K0422" Warning "probe of a port that is not declared":
        "A probe by number works without a declaration if something listens to it. Usually the number is wrong.";
    BAD_QUANTITY = "K0423" Error "malformed quantity":
        "Quantities are numbers with a suffix such as m, k, M, G, Ki, Mi or Gi, and not negative.";
    QUANTITY_FORM = "K0424" Warning "quantity that a cluster writes differently":
        "A cluster stores quantities in canonical form. Tools that compare what is written with what runs see a difference for ever.";
    REQUEST_OVER_LIMIT = "K0425" Error "request over its limit":
        "The API server refuses a container that asks for more than it may have.";
    HOST_ACCESS = "K0501" Error "access to the node":
        "Pod Security restricted keeps pods out of the network, the processes and the ports of their node, and their probes away from other hosts.";
    PRIVILEGED = "K0502" Error "weakened walls of a container":
        "Pod Security restricted forbids privileged containers, unmasked /proc, kernel settings that reach beyond the pod, and SELinux or AppArmor profiles that widen what a container may do.";
    VOLUME_TYPE = "K0503" Error "volume of a forbidden type":
        "Pod Security restricted allows volumes of the API and of claims, and none that reach into the node.";
    ESCALATION = "K0504" Error "container that may gain privileges":
        "Pod Security restricted asks every container for `allowPrivilegeEscalation: false`, init containers included.";
    CAPABILITIES = "K0505" Error "container with capabilities":
        "Pod Security restricted asks every container to drop ALL capabilities; only NET_BIND_SERVICE may be added.";
    ROOT = "K0506" Error "container that may run as root":
        "Pod Security restricted asks for `runAsNonRoot: true`, for the pod or for each container, and forbids user 0.";
    SECCOMP = "K0507" Error "container without a seccomp profile":
        "Pod Security restricted asks for the profile `RuntimeDefault` or a local one, for the pod or for each container.";
    QUOTA_EXCEEDED = "K0601" Error "quota too small":
        "With all replicas at work and a rollout under way the bundle asks for more than its quota admits. Pods over it are not made, just when they are needed.";
    QUOTA_UNSTATED = "K0602" Error "container that does not say what a quota counts":
        "Once a quota counts CPU or memory, the API server refuses every pod with a container that does not state it.";
    LIMIT_RANGE_REVERSED = "K0603" Error "limit range in the wrong order":
        "The API server refuses a limit range unless min, defaultRequest, default and max rise in this order.";
    OUTSIDE_LIMIT_RANGE = "K0604" Error "outside of the limit range":
        "The API server refuses pods with a container, and claims, outside of what the limit range of their namespace allows.";
    DEFAULT_LIMIT_TOO_LOW = "K0605" Error "default limit below a request":
        "A container without a limit gets the default of its namespace. If that is below its own request, the API server refuses the pod.";
    UNSERVED_KIND = "K0701" Error "kind that the cluster does not serve":
        "The API server knows kinds by group and version, and refuses those that it does not serve.";
    UNSERVED_FIELD = "K0702" Error "field that the cluster does not serve":
        "A field that came with a later version, or needs a feature gate, is refused or silently dropped.";
    UNSERVED_VALUE = "K0703" Error "value that the cluster does not serve":
        "Some fields got new values in later versions; the API server refuses a value that it does not know.";
    DEPRECATED_FIELD = "K0704" Warning "deprecated field":
        "A deprecated field still works, and is removed some versions later.";
}
