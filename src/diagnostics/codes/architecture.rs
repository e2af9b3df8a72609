//! Codes about what a blueprint means.

codes! {
    NO_COMPONENTS = "A0101" Error "no components":
        "A blueprint without components says nothing that could be built.";
    TOO_MANY_COMPONENTS = "A0102" Error "too many components":
        "A blueprint may have 10,000 components. More belong to several blueprints, which can be built and reviewed apart.";
    RESERVED_NAME = "A0103" Error "reserved name":
        "Some names begin references of the language, such as `${node.name}` and `${secrets.db.password}`; a component of that name could not be referred to.";
    NAME_USED_TWICE = "A0104" Error "name used twice":
        "Two things of one kind cannot share a name: one would hide the other.";
    UNKNOWN_COMPONENT = "A0105" Error "unknown component":
        "A call, a route or a reference names something that neither `components` nor `external` defines.";
    OVERRIDES_NOTHING = "A0106" Error "override of something that does not exist":
        "An environment removes something that the blueprint does not define. Usually its name is misspelt, and what should be gone still runs.";
    UNKNOWN_TEMPLATE = "A0107" Error "unknown template":
        "`extends` names a template or a component of the blueprint.";
    EXTENDS_CYCLE = "A0108" Error "`extends` without an end":
        "A body that extends itself, directly or through others, has no beginning. Over more than 64 others nobody sees any more what it says.";
    KEY_OF_OTHER_TYPE = "A0109" Error "key of another component type":
        "Every component type has its own keys: a cron has no ports, a service no schedule. In `defaults` such a key is skipped; a component that writes it is wrong about its type.";
    INCOMPLETE = "A0110" Error "something is missing":
        "The mapping does not say enough to be built. The message says what is missing.";
    SAID_TWICE = "A0111" Error "said twice":
        "One matter is said in two forms; only one of them can hold.";
    OUT_OF_RANGE = "A0112" Error "out of range":
        "The value is well-formed, but makes no sense here.";
    REASON_MISSING = "A0113" Error "exception without a reason":
        "An exception to a safe default (root, a writable root file system, no memory limit, no encryption) needs `because`. The reason is shown in the review; exceptions are counted.";
    BAD_MIGRATION = "A0115" Error "migration that cannot be awaited":
        "A migration is a Job of its own, named for its component, or a component of `type: job`; pods that serve wait until it has succeeded.";
    UNKNOWN_FEATURE = "A0114" Error "unknown feature":
        "`when` asks for a feature that `features` of the blueprint declares, on or off; an environment may switch it.";
    UNKNOWN_ENGINE = "A0201" Error "unknown engine":
        "The engine of a store gives its image, ports, probes and data path. The message lists the engines that are known.";
    ENGINE_OF_OTHER_TYPE = "A0202" Error "engine of another type":
        "Not every engine can be a database, a cache and a queue.";
    NO_IMAGE = "A0203" Error "no image":
        "Everything that runs needs an image: its own, its engine's, or one from `defaults`.";
    BAD_IMAGE = "A0204" Error "malformed image reference":
        "An image reference is `registry/name:tag@sha256:digest`; registry, tag and digest may be missing, but not all of tag and digest should.";
    NO_DIGEST = "A0205" Error "image without a digest":
        "The posture strict pins every image by its digest: a tag can be moved to other content.";
    FLOATING_IMAGE = "A0206" Warning "floating image":
        "Without a version, what runs changes when a node pulls again: two pods of one Deployment may differ, and a rollback does not bring the old content back.";
    NO_PASSWORD = "A0207" Error "store without its password":
        "The engine refuses to start without a password. It is always a reference to a Secret of the cluster, never a value.";
    NO_BOOTSTRAP = "A0208" Error "members without a bootstrap":
        "Several members of a store have to find each other and agree on a leader. Only an engine whose bootstrap is written and tested may have more than one; none has yet.";
    ROOT_BY_NUMBER = "A0209" Error "root by its number":
        "User 0 is root. Pod Security restricted refuses it; an exception is written as such, with its reason.";
    NO_SCHEDULE = "A0210" Error "cron without a schedule":
        "A cron runs when its schedule says so: five fields such as `17 3 * * *`, or a macro such as `@daily`.";
    BAD_SCHEDULE = "A0211" Error "malformed schedule":
        "A schedule has five fields, or is a macro such as `@daily`, as Kubernetes reads them; and it must fire at some time.";
    UNKNOWN_TIME_ZONE = "A0212" Error "unknown time zone":
        "Kubernetes takes names of the IANA time zone database, such as `Europe/Berlin`.";
    IDLE_WORKER = "A0213" Warning "worker without a queue":
        "A worker takes messages from queues. One that takes none has no load to be sized by.";
    PORT_USED_TWICE = "A0301" Error "port used twice":
        "Two ports of one Service, or of one container, cannot have the same number and transport.";
    UNKNOWN_PORT = "A0302" Error "unknown port":
        "A call, a route or a probe names a port that the component does not have.";
    NO_PORT = "A0303" Error "no port":
        "What is called or checked needs a port: `ports: {http: 8080}` in the component.";
    AMBIGUOUS_PORT = "A0304" Error "which port?":
        "A component with several ports does not say by itself which of them is called.";
    PROTOCOL_MISMATCH = "A0305" Error "protocols that do not fit":
        "One end speaks another protocol than the other.";
    QUEUE_OF_NO_BROKER = "A0306" Error "queue of something that is no broker":
        "Messages are taken from, and put into, components of `type: queue`.";
    CALLS_THE_REMOVED = "A0307" Error "call to something that the environment removes":
        "The environment removes a component that others still call. They would fail at their first request.";
    BAD_REFERENCE = "A0308" Error "reference to nothing":
        "What stands between `${` and `}` is not known. `$${` writes the text itself.";
    REFERENCE_WITHOUT_CALL = "A0309" Error "reference without a call":
        "A component that knows an address will use it. Without the call the load is not counted and the network policies cut the connection.";
    UNKNOWN_VARIABLE = "A0310" Error "unknown variable":
        "Kubernetes replaces `$(NAME)` only where the container has the variable; everything else it leaves as it is, silently.";
    ENV_SET_TWICE = "A0311" Error "variable set twice":
        "Of two values for one variable only the last would hold.";
    ENV_CYCLE = "A0312" Error "variables in a circle":
        "Kubernetes replaces `$(NAME)` only by variables that stand before it; in a circle none can.";
    BAD_ENV_NAME = "A0313" Error "malformed name of a variable":
        "Names of environment variables have letters, digits and `_`, and do not begin with a digit.";
    SECRET_IN_CLEAR = "A0314" Error "secret in clear":
        "A blueprint lies in a repository and its output in a cluster's history: a secret in it is lost. It belongs into a Secret of the cluster, and a reference to it into the blueprint. The value is never printed.";
    NO_LIMIT = "A0315" Error "limit that does not exist":
        "Kubernetes replaces a limit that a container does not have by what the whole node has: a program sized by it takes the node for its own. In the posture standard there is no CPU limit unless one is written.";
    VALUE_TOO_LONG = "A0316" Error "variable too long":
        "Linux starts no program with a variable of more than 128 KiB, name and value together.";
    MANAGED_LABEL = "A0401" Error "label that the compiler sets":
        "Labels with the prefixes `groundplan.dev/` and `app.kubernetes.io/` are ours: selectors never change, and tools rely on them.";
    BAD_LABEL = "A0402" Error "malformed value of a label":
        "The value of a label has at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit; Kubernetes refuses others. Annotations hold any text.";
    MOUNTED_TWICE = "A0403" Error "path mounted twice":
        "Only one volume can be mounted at a path; Kubernetes refuses two.";
    FILE_TOO_LARGE = "A0404" Error "files too large":
        "A ConfigMap holds at most 1 MiB. Larger files belong into the image, or are fetched at the start.";
    NO_SUCH_FILE = "A0405" Error "file that cannot be used":
        "A file of the blueprint is missing, too large, no regular file, or lies outside of the blueprint's directory.";
    BAD_FILE_NAME = "A0406" Error "file name that a ConfigMap cannot have":
        "Keys of a ConfigMap have letters, digits, `-`, `_` and `.`.";
    BAD_MODE = "A0407" Error "malformed permissions":
        "Permissions are three or four octal digits, in quotes so that no reader takes them for a decimal number.";
    UNKNOWN_CAPABILITY = "A0408" Error "unknown capability":
        "Capabilities of Linux are named as in capabilities(7), without the prefix `CAP_`.";
    BAD_DEVICE = "A0409" Error "malformed name of a device":
        "Device plugins name what they give out `vendor.example/device`; a pod asks for it by that name.";
    DISK_FOR_ONE = "A0410" Error "disk that one node mounts":
        "A block device is mounted by one node at a time. Pods on several nodes share a disk only where its class is a file system of the network, and its access `rwx`.";
    UNKNOWN_VERB = "A0411" Error "unknown verb":
        "What may be done at the API of Kubernetes has a word each; a right with another word grants nothing.";
    BAD_CLOUD_IDENTITY = "A0412" Error "malformed identity of a cloud":
        "A pod takes an identity of the cloud by its full name; with another one it is nobody there, and finds out at its first call.";
    UNKNOWN_RESOURCE = "A0413" Error "unknown resource of the API":
        "A right names resources by their plural, with the group that they belong to. A name that the group does not have grants nothing, and the program is refused when it runs.";
    NO_CLOUD_IDENTITY = "A0414" Error "identity that the platform does not give":
        "How pods become somebody in a cloud is a matter of the platform: `platform.identity`, else the provider's own way. An identity of another cloud, or where there is no way, would never be taken.";
    IDLE_CAPABILITY = "A0415" Warning "capability without effect":
        "Only root holds what is added; another user would get it from a file of the image that carries it, and programs of ours may not gain rights from files.";
    BAD_NAMESPACE = "A0501" Error "namespace that cannot be":
        "A namespace is a DNS label of at most 63 characters, and none of those that belong to the cluster.";
    BAD_HOST = "A0502" Error "malformed host":
        "A host is a DNS name or an address, without scheme, port and path.";
    BAD_NETWORK = "A0503" Error "malformed network":
        "A network is written in CIDR form, with no bit set behind its prefix: `203.0.113.0/24`.";
    BAD_OBJECT_NAME = "A0504" Error "name that no object can have":
        "Objects of the cluster are named by DNS subdomains.";
    UNKNOWN_KUBERNETES = "A0505" Error "unknown Kubernetes version":
        "Manifests are made for one minor version of Kubernetes, from 1.33 to 1.37; nothing is emitted that it does not serve.";
    ZONE_OUTSIDE_REGION = "A0506" Error "zone outside of the region":
        "Pods are spread over the zones of the platform's region.";
    UNKNOWN_INSTANCE = "A0507" Error "unknown instance type":
        "The catalog knows the common instance types of each provider with what pods may use of them. For others use `provider: generic` with `cpu` and `memory`.";
    UNKNOWN_POOL = "A0508" Error "unknown node pool":
        "Pods are placed on pools that `platform.nodePools` defines.";
    UNKNOWN_PRIORITY = "A0509" Error "unknown PriorityClass":
        "PriorityClasses belong to the platform, so that two blueprints in one cluster do not fight over one object. They are listed in `platform.priorityClasses`.";
    OBSERVED_IN_OURS = "A0510" Error "component of others in a namespace of ours":
        "In a namespace that is ours every pod is isolated and counted. What others run belongs into a namespace that is shared.";
    NO_TLS = "A0511" Error "host without a certificate":
        "What is exposed under a name is encrypted, or says why not.";
    ROUTE_USED_TWICE = "A0512" Error "route used twice":
        "Two entry points with the same host and path: which of them answers is left to the gateway.";
    NO_GATEWAY_PEER = "A0513" Error "exposed, but cut off":
        "Network policies admit nobody who is not named. The gateway that brings the traffic in has to be named in `platform.peers`.";
    NOT_EXPOSED = "A0514" Note "entry point that is not exposed":
        "Without `platform.gateway` the load of entry points counts, but no object leads in.";
    UNREACHABLE = "A0515" Warning "out of reach":
        "No entry point leads to the component, and nobody calls it. Usually a call is missing, and with it the load and the policy.";
    WAIT_CYCLE = "A0516" Error "components that wait for each other":
        "A step that waits for a callee keeps the pod from starting; in a circle none of them starts.";
    NOTHING_TO_CHECK = "A0517" Warning "nothing to check":
        "Readiness is checked over TCP, HTTP, gRPC or a command. A component with UDP ports alone gets traffic as soon as its process runs.";
    UNTOLD_ROUTES = "A0518" Error "routes that a load balancer cannot tell apart":
        "A Service of type LoadBalancer passes connections on to one component: it reads no path. Several routes need a gateway or an Ingress, or an entry point each.";
    NOT_ENFORCED = "A0519" Warning "setting that nothing enforces":
        "The setting is understood and documented, but the objects that lead in have no portable field for it. Without the warning it would look as if it held.";
    NO_PEER = "A0521" Error "party of the platform that is not known":
        "Network policies admit nobody who is not named. Parties outside of the graph, such as the scraper of metrics or the API server, are named in `platform.peers`.";
    UNKNOWN_PARTY = "A0523" Error "unknown party":
        "A port lets in parties of the platform by name: `gateway`, `metrics`, `keda`, `webhooks`, and those that `platform.peers.others` defines.";
    LONELY_QUEUE = "A0520" Warning "queue with one side":
        "Messages that nobody takes pile up, and a consumer of a queue into which nobody puts messages has no load. Usually one of the two names is misspelt.";
    UNNAMED_QUEUE = "A0522" Warning "messages to no queue in particular":
        "Where consumers take from several queues of a broker, a call that names none counts for all of them in equal parts: nobody can tell who gets the load.";
    NOT_CARRIED = "A0530" Error "way in that does not carry the protocol":
        "An Ingress reads HTTP and nothing else. A Gateway passes connections and datagrams on by TCPRoute and UDPRoute, which are in the standard channel of the Gateway API since 1.6.0; the class has to implement them, too. A Service of type LoadBalancer passes everything on.";
    CERTIFICATE_UNUSED = "A0531" Error "certificate that nobody could use":
        "What speaks TCP or UDP is passed on as it is: encryption ends at the program, or at the provider's load balancer, never at an object of the cluster. And a certificate of the provider is found by gateways of the provider alone.";
    UNMEASURED_QUEUE = "A0601" Error "queue that cannot be measured":
        "Pods follow the messages that wait only where KEDA can ask the broker for their number: a component of a known engine, at a port that it has.";
    NOTHING_WAKES = "A0602" Error "nothing brings it back from zero":
        "Without pods there is no CPU use and no request to measure. Only what is seen from outside brings pods back: the length of a queue, or the clock.";
    NO_KEDA_PEER = "A0603" Error "broker that KEDA cannot ask":
        "Network policies admit nobody who is not named. KEDA's operator asks the broker for the length of its queues; it has to be named in `platform.peers`.";
    WINDOW_WITHOUT_END = "A0604" Error "window without an end":
        "KEDA is told the beginning and the end of a window as two schedules of five fields. The end is the beginning and the length; not every such time can be written in five fields.";
    HALF_CREDENTIALS = "A0605" Error "half of what KEDA needs to log in":
        "KEDA takes user and password, and for Kafka the mechanism, from keys of Secrets, and only together. Nothing of it is written in clear, or guessed.";
    SCALING_CONTRADICTS = "A0606" Error "scaling that contradicts itself":
        "The replicas of a component belong to one autoscaler, and what it is told lies within its bounds.";
    NO_GROUPS = "A0607" Error "group of a broker without groups":
        "Consumers of Kafka share messages as a consumer group, those of NATS JetStream as a durable consumer. Other brokers share the messages of a queue among all who take from it.";
    NOT_COUNTED = "A0609" Warning "requests that nobody counts":
        "Requests for each second come from the metrics of the pods. Without a scraper whom the policies let in the autoscaler sees nothing, and the number of pods stays.";
    NOBODY_HOME = "A0608" Warning "called while it has no pods":
        "Nothing holds requests back while a component is scaled to zero: a Service without pods refuses connections.";
    LATE_PROBE = "A0701" Warning "check that begins late":
        "A delay before the first check keeps a pod waiting however early it is ready, and leaves a dead one alone for as long. `startup` allows the same time, and ends when the pod is ready.";
    IDLE_PROBE = "A0702" Warning "check that checks nothing":
        "A command that succeeds in every container says nothing about the program: a pod that hangs is healthy.";
    SPARE_DEVICES = "A0703" Warning "rollout that needs spare devices":
        "New pods beside the old ones need devices of their own. Where all are in use, the new pods stay pending and the rollout stands still.";
    ADDRESS_IN_CLEAR = "A0704" Warning "address that leads nowhere":
        "An address that is written out is not checked as a reference is: the component may have another port or another name, and without a call the network policies cut the connection.";
    STARVED_STORE = "A0705" Warning "store with too little memory":
        "The engine takes more memory than its limit allows, whatever it holds: it is killed as soon as it works.";
    TRACE_OVER_PEAK = "A0801" Warning "recorded load over the peak":
        "The peak that is written is what everything is sized for. A trace that goes above it was there once, and may come again.";
}
