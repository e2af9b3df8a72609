package main

import (
	"context"
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// nameOf is how kubectl names an object.
func nameOf(object unstructured.Unstructured) string {
	kind := object.GroupVersionKind()
	name := strings.ToLower(kind.Kind)
	if kind.Group != "" {
		name += "." + kind.Group
	}
	return name + "/" + object.GetName()
}

// liveObjects are the objects as the server holds them, by name. An environment has no two objects of one kind and name in different
// namespaces.
func liveObjects(ctx context.Context, plane *controlPlane, objects []unstructured.Unstructured) (map[string]unstructured.Unstructured, error) {
	type list struct {
		kind      schema.GroupVersionKind
		namespace string
	}
	wanted, done := map[string]bool{}, map[list]bool{}
	for _, object := range objects {
		wanted[nameOf(object)] = true
	}
	live := map[string]unstructured.Unstructured{}
	for _, object := range objects {
		list := list{object.GroupVersionKind(), object.GetNamespace()}
		if done[list] {
			continue
		}
		done[list] = true
		mapping, err := plane.mapper.RESTMapping(list.kind.GroupKind(), list.kind.Version)
		if err != nil {
			return nil, err
		}
		found, err := plane.dynamic.Resource(mapping.Resource).Namespace(list.namespace).List(ctx, metav1.ListOptions{})
		if err != nil {
			return nil, err
		}
		for _, item := range found.Items {
			if name := nameOf(item); wanted[name] {
				live[name] = item
			}
		}
	}
	for name := range wanted {
		if _, is := live[name]; !is {
			return nil, fmt.Errorf("%s was applied, but the server does not have it", name)
		}
	}
	return live, nil
}

// withoutOthers is an object without what controllers write.
func withoutOthers(object unstructured.Unstructured) unstructured.Unstructured {
	object = *object.DeepCopy()
	unstructured.RemoveNestedField(object.Object, "status")
	unstructured.RemoveNestedField(object.Object, "metadata", "resourceVersion")
	unstructured.RemoveNestedField(object.Object, "metadata", "managedFields")
	unstructured.RemoveNestedField(object.Object, "metadata", "annotations", "deployment.kubernetes.io/revision")
	return object
}

// addedInLists names the fields that a live object has inside of lists and its manifest does not, and what differs.
func addedInLists(written, live any, path string, inList bool) []string {
	var found []string
	switch live := live.(type) {
	case map[string]any:
		written, _ := written.(map[string]any)
		for key, value := range live {
			if other, is := written[key]; is {
				found = append(found, addedInLists(other, value, path+"."+key, inList)...)
			} else if inList {
				found = append(found, fmt.Sprintf("%s.%s: %v", path, key, value))
			}
		}
	case []any:
		written, _ := written.([]any)
		for index, value := range live {
			place := fmt.Sprintf("%s[%d]", path, index)
			if index < len(written) {
				found = append(found, addedInLists(written[index], value, place, true)...)
			} else {
				found = append(found, fmt.Sprintf("%s: %v", place, value))
			}
		}
	default:
		if fmt.Sprint(written) != fmt.Sprint(live) {
			found = append(found, fmt.Sprintf("%s: %v instead of %v", path, live, written))
		}
	}
	return found
}
