package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// platform is what the documents say of the nodes of an environment.
type platform struct {
	zones []string
	pools []pool
}

// pool is a number of equal nodes.
type pool struct {
	Name          string
	InstanceTypes []string
	NodeCPU       string
	NodeMemory    string
	count         int
}

// readPlatform takes zones and sizes from the document beside the environment, and the number of nodes from its plan. Where the
// blueprint says nothing of nodes there are some that surely suffice.
func readPlatform(folder string, plan plan) (platform, error) {
	var document struct {
		Infrastructure struct{ NodePools []pool }
		Deployment     struct {
			Environments map[string]struct{ Zones []string }
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "..", "documents", "Deployment_Architecture_Plan.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return platform{}, err
	}
	if err == nil {
		if err := json.Unmarshal(text, &document); err != nil {
			return platform{}, fmt.Errorf("%s: %w", folder, err)
		}
	}
	read := platform{zones: document.Deployment.Environments[filepath.Base(folder)].Zones}
	if len(read.zones) == 0 {
		read.zones = []string{"only"}
	}
	for _, need := range plan.Nodes {
		found := pool{Name: cmp.Or(need.Pool, "any"), NodeCPU: "32", NodeMemory: "128Gi"}
		for _, known := range document.Infrastructure.NodePools {
			if known.Name == need.Pool && known.NodeCPU != "" && known.NodeMemory != "" {
				found = known
			}
		}
		// One in each zone at least: what is spread must find every zone.
		found.count = max(need.AtMost, len(read.zones))
		if need.AtMost == 0 && need.Pool == "" {
			found.count = 3 * len(read.zones)
		}
		read.pools = append(read.pools, found)
	}
	if len(read.pools) == 0 {
		read.pools = []pool{{Name: "any", NodeCPU: "32", NodeMemory: "128Gi", count: 3 * len(read.zones)}}
	}
	return read, nil
}

// nodes are what kubelets and a cloud would have registered.
func (p platform) nodes() []corev1.Node {
	var nodes []corev1.Node
	for _, pool := range p.pools {
		for index := range pool.count {
			name := fmt.Sprintf("%s-%d", pool.Name, index)
			machine := "unknown"
			if len(pool.InstanceTypes) > 0 {
				machine = pool.InstanceTypes[0]
			}
			capacity := corev1.ResourceList{
				"cpu":               resource.MustParse(pool.NodeCPU),
				"memory":            resource.MustParse(pool.NodeMemory),
				"ephemeral-storage": resource.MustParse("500Gi"),
				"pods":              resource.MustParse("110"),
				"nvidia.com/gpu":    resource.MustParse("8"),
				"amd.com/gpu":       resource.MustParse("8"),
			}
			nodes = append(nodes, corev1.Node{
				ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
					"kubernetes.io/hostname":           name,
					"kubernetes.io/os":                 "linux",
					"kubernetes.io/arch":               "amd64",
					"topology.kubernetes.io/zone":      p.zones[index%len(p.zones)],
					"node.kubernetes.io/instance-type": machine,
					// What each of the providers calls the pool of a node.
					"cloud.google.com/gke-nodepool":  pool.Name,
					"eks.amazonaws.com/nodegroup":    pool.Name,
					"kubernetes.azure.com/agentpool": pool.Name,
					// Asked for by a patch of tests/cases/customized.
					"feature.node.kubernetes.io/cpu-cpuid.AVX2": "true",
				}},
				Status: corev1.NodeStatus{
					Capacity:    capacity,
					Allocatable: capacity,
					Conditions: []corev1.NodeCondition{{
						Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady",
						LastHeartbeatTime: metav1.Now(), LastTransitionTime: metav1.Now(),
					}},
					Addresses: []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: fmt.Sprintf("192.0.2.%d", len(nodes)+1)}},
				},
			})
		}
	}
	return nodes
}

// join makes the nodes, without the taint that every new node has until a kubelet reports.
func (p platform) join(ctx context.Context, plane *controlPlane) error {
	for _, node := range p.nodes() {
		if _, err := plane.client.CoreV1().Nodes().Create(ctx, &node, metav1.CreateOptions{}); err != nil {
			return err
		}
		ready := []byte(`{"spec":{"taints":null}}`)
		if _, err := plane.client.CoreV1().Nodes().Patch(ctx, node.Name, types.MergePatchType, ready, metav1.PatchOptions{}); err != nil {
			return err
		}
	}
	return nil
}
