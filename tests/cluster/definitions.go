package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
)

var definitionResource = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

// publisher is a Go module that has definitions of custom resources among its files. No code of it is compiled, so it is not in
// go.mod, whose graph of modules would double; the sum pins it all the same.
type publisher struct {
	module, version, sum string
	files                []string
}

var publishers = []publisher{
	{"sigs.k8s.io/gateway-api", "v1.6.3", "h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=", []string{
		"config/crd/standard/gateway.networking.k8s.io_*s.yaml",
	}},
	{"github.com/kedacore/keda/v2", "v2.21.0", "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=", []string{
		"config/crd/bases/keda.sh_*.yaml",
	}},
	{"github.com/external-secrets/external-secrets", "v1.3.2", "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=", []string{
		"config/crds/bases/external-secrets.io_*.yaml",
	}},
	{"github.com/prometheus-operator/prometheus-operator", "v0.85.0", "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=", []string{
		"example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
		"example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml",
	}},
}

// installDefinitions makes the server know the custom resources that are emitted, and says how many.
func installDefinitions(ctx context.Context, plane *controlPlane, root string) (int, error) {
	var patterns []string
	for _, publisher := range publishers {
		folder, err := publisher.folder(ctx)
		if err != nil {
			return 0, err
		}
		for _, files := range publisher.files {
			patterns = append(patterns, filepath.Join(folder, files))
		}
	}
	patterns = append(patterns, filepath.Join(root, "tests", "cluster", "definitions", "*.yaml"))
	installed := map[string]bool{}
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return 0, err
		}
		if len(files) == 0 {
			return 0, fmt.Errorf("no definition at %s", pattern)
		}
		for _, file := range files {
			objects, err := readObjects(file)
			if err != nil {
				return 0, err
			}
			for _, object := range objects {
				if object.GetKind() != "CustomResourceDefinition" {
					continue
				}
				_, err := plane.dynamic.Resource(definitionResource).Create(ctx, &object, metav1.CreateOptions{})
				if err != nil {
					return 0, fmt.Errorf("%s: %w", file, err)
				}
				installed[object.GetName()] = true
			}
		}
	}
	err := plane.poll(ctx, time.Minute, "custom resources are served", func(ctx context.Context) (string, error) {
		found, err := plane.dynamic.Resource(definitionResource).List(ctx, metav1.ListOptions{})
		if err != nil {
			return "", err
		}
		for _, definition := range found.Items {
			if !hasCondition(definition, "Established") {
				return definition.GetName(), nil
			}
		}
		return "", nil
	})
	return len(installed), err
}

// folder downloads the module as `go` would for a build, and says where it is.
func (p publisher) folder(ctx context.Context) (string, error) {
	command := exec.CommandContext(ctx, "go", "mod", "download", "-json", p.module+"@"+p.version)
	var problems bytes.Buffer
	command.Stderr = &problems
	output, err := command.Output()
	var module struct{ Dir, Sum, Error string }
	if problem := json.Unmarshal(output, &module); problem != nil || module.Error != "" || err != nil {
		return "", fmt.Errorf("%s@%s: %v %v %s%s", p.module, p.version, err, problem, module.Error, problems.String())
	}
	if module.Sum != p.sum {
		return "", fmt.Errorf("%s@%s is not what was pinned: %s instead of %s", p.module, p.version, module.Sum, p.sum)
	}
	return module.Dir, nil
}

// readObjects reads all documents of a file.
func readObjects(path string) ([]unstructured.Unstructured, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	objects, err := decodeObjects(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return objects, nil
}

func decodeObjects(text []byte) ([]unstructured.Unstructured, error) {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	var objects []unstructured.Unstructured
	for {
		var document json.RawMessage
		switch err := decoder.Decode(&document); {
		case errors.Is(err, io.EOF):
			return objects, nil
		case err != nil:
			return nil, err
		case len(document) == 0 || string(document) == "null":
			continue
		}
		var object unstructured.Unstructured // reads whole numbers as such
		if err := object.UnmarshalJSON(document); err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
}

// hasCondition says whether the status of an object holds a condition that is true.
func hasCondition(object unstructured.Unstructured, kind string) bool {
	conditions, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	for _, condition := range conditions {
		if fields, is := condition.(map[string]any); is && fields["type"] == kind && fields["status"] == "True" {
			return true
		}
	}
	return false
}

// absent says whether the server answered that there is no such object.
func absent(err error) bool {
	return apierrors.IsNotFound(err)
}

// conflicting says whether somebody else was quicker; the next event brings the new state.
func conflicting(err error) bool {
	return apierrors.IsConflict(err) || apierrors.IsAlreadyExists(err)
}
