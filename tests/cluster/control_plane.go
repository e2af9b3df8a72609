package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
)

// controlPlane is etcd in this process and three children.
type controlPlane struct {
	binaries, folder string
	kubeconfig       string
	version          string
	client           kubernetes.Interface
	dynamic          dynamic.Interface
	mapper           *restmapper.DeferredDiscoveryRESTMapper
	etcd             *embed.Etcd
	children         []*child
	cancel           context.CancelFunc
}

// child is a running component of the control plane.
type child struct {
	name, log string
	command   *exec.Cmd
	ended     chan struct{}
	err       error
}

func init() {
	runtime.LockOSThread() // see dieWithUs
}

func startControlPlane(ctx context.Context, binaries, folder string) (*controlPlane, error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	plane := &controlPlane{binaries: binaries, folder: folder, cancel: cancel}
	if err := plane.start(ctx); err != nil {
		plane.stop()
		return nil, err
	}
	return plane, nil
}

func (p *controlPlane) start(ctx context.Context) error {
	ports, err := freePorts(3)
	if err != nil {
		return err
	}
	store := fmt.Sprintf("http://127.0.0.1:%d", ports[0])
	if err := p.startEtcd(store, fmt.Sprintf("http://127.0.0.1:%d", ports[1])); err != nil {
		return err
	}
	keys := filepath.Join(p.folder, "keys")
	if err := os.Mkdir(keys, 0o700); err != nil {
		return err
	}
	signer, err := newAuthority(keys)
	if err != nil {
		return err
	}
	if err := signer.server("apiserver", net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)); err != nil {
		return err
	}
	if _, err := signer.newKey("accounts"); err != nil {
		return err
	}
	server := fmt.Sprintf("https://127.0.0.1:%d", ports[2])
	// Nothing here turns a default of admission off: Pod Security, quotas and limits judge as on any cluster.
	err = p.run("kube-apiserver",
		"--etcd-servers="+store,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", ports[2]),
		"--cert-dir="+keys,
		"--tls-cert-file="+signer.path("apiserver.crt"),
		"--tls-private-key-file="+signer.path("apiserver.key"),
		"--client-ca-file="+signer.path("ca.crt"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+signer.path("accounts.pub"),
		"--service-account-signing-key-file="+signer.path("accounts.key"),
		"--service-cluster-ip-range=10.96.0.0/16",
		"--authorization-mode=RBAC",
		"--allow-privileged=true",
		"--endpoint-reconciler-type=none",
	)
	if err != nil {
		return err
	}
	if p.kubeconfig, err = signer.client(server, "admin", "admin", "system:masters"); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", p.kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 500, 1000
	if p.client, err = kubernetes.NewForConfig(config); err != nil {
		return err
	}
	if p.dynamic, err = dynamic.NewForConfig(config); err != nil {
		return err
	}
	p.mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(p.client.Discovery()))
	err = p.poll(ctx, 2*time.Minute, "the API server gets ready", func(ctx context.Context) (string, error) {
		answer, err := p.client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		if err != nil {
			return fmt.Sprintf("%v %s", err, answer), nil
		}
		return "", nil
	})
	if err != nil {
		return err
	}
	version, err := p.client.Discovery().ServerVersion()
	if err != nil {
		return err
	}
	p.version = version.GitVersion

	manager, err := signer.client(server, "manager", "system:kube-controller-manager")
	if err != nil {
		return err
	}
	err = p.run("kube-controller-manager",
		"--kubeconfig="+manager,
		"--leader-elect=false",
		"--secure-port=0",
		"--use-service-account-credentials=true",
		"--service-account-private-key-file="+signer.path("accounts.key"),
		"--root-ca-file="+signer.path("ca.crt"),
		"--allocate-node-cidrs=false",
		// Nobody renews the leases of nodes that are only objects.
		"--node-monitor-grace-period=24h",
		"--horizontal-pod-autoscaler-sync-period=1s",
		"--kube-api-qps=300",
		"--kube-api-burst=600",
	)
	if err != nil {
		return err
	}
	scheduler, err := signer.client(server, "scheduler", "system:kube-scheduler")
	if err != nil {
		return err
	}
	err = p.run("kube-scheduler",
		"--kubeconfig="+scheduler,
		"--leader-elect=false",
		"--secure-port=0",
		"--kube-api-qps=300",
		"--kube-api-burst=600",
	)
	if err != nil {
		return err
	}
	if err := startKubelet(ctx, p); err != nil {
		return err
	}
	return p.poll(ctx, 2*time.Minute, "the controllers get ready", func(ctx context.Context) (string, error) {
		_, err := p.client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return "no ServiceAccount in the namespace default", nil
		}
		return "", err
	})
}

func (p *controlPlane) startEtcd(clients, peers string) error {
	client, err := url.Parse(clients)
	if err != nil {
		return err
	}
	peer, err := url.Parse(peers)
	if err != nil {
		return err
	}
	config := embed.NewConfig()
	config.Dir = filepath.Join(p.folder, "etcd")
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{*client}, []url.URL{*client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{*peer}, []url.URL{*peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.UnsafeNoFsync = true // the data is thrown away
	config.LogLevel = "warn"
	config.LogOutputs = []string{filepath.Join(p.folder, "etcd.log")}
	if p.etcd, err = embed.StartEtcd(config); err != nil {
		return fmt.Errorf("etcd does not start: %w", err)
	}
	select {
	case <-p.etcd.Server.ReadyNotify():
		return nil
	case err := <-p.etcd.Err():
		return fmt.Errorf("etcd does not start: %w", err)
	case <-time.After(time.Minute):
		return errors.New("etcd does not get ready within a minute")
	}
}

// run starts a component; what it prints goes to a file of the run's folder.
func (p *controlPlane) run(name string, arguments ...string) error {
	log := filepath.Join(p.folder, name+".log")
	output, err := os.Create(log)
	if err != nil {
		return err
	}
	defer output.Close()
	command := exec.Command(filepath.Join(p.binaries, name), arguments...)
	command.Stdout, command.Stderr = output, output
	command.SysProcAttr = dieWithUs()
	if err := command.Start(); err != nil {
		return err
	}
	started := &child{name: name, log: log, command: command, ended: make(chan struct{})}
	p.children = append(p.children, started)
	go func() {
		started.err = command.Wait()
		close(started.ended)
	}()
	return nil
}

// poll is like the function of this name, and stops when a component ends.
func (p *controlPlane) poll(ctx context.Context, limit time.Duration, what string, ask func(context.Context) (string, error)) error {
	return poll(ctx, limit, what, func(ctx context.Context) (string, error) {
		for _, child := range p.children {
			select {
			case <-child.ended:
				return "", fmt.Errorf("%s ended: %v\n%s", child.name, child.err, tail(child.log))
			default:
			}
		}
		return ask(ctx)
	})
}

// stop ends the components, the one that the others need last. Their data is thrown away, so nothing has to be put in order.
func (p *controlPlane) stop() {
	p.cancel()
	for index := len(p.children) - 1; index >= 0; index-- {
		child := p.children[index]
		_ = child.command.Process.Kill()
		<-child.ended
	}
	if p.etcd != nil {
		p.etcd.Close()
	}
}

// freePorts finds ports of loopback that nobody listens on.
func freePorts(count int) ([]int, error) {
	var ports []int
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close() // all at the end, so that no port comes twice
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// tail is the end of a log.
func tail(path string) string {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(bytes)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}
