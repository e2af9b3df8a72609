package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

type fields = map[string]any

// prerequisite is an object that a plan requires, as somebody else would have made it.
type prerequisite struct {
	resource  schema.GroupVersionResource
	namespace string
	object    unstructured.Unstructured
}

var namespaceResource = schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}

// prerequisites are the objects that can be made for what a plan requires. The rest is no object (a certificate at a load balancer, a
// role of a cloud), belongs to an operator that does not run here, or is asked for by pods alone (Secrets).
func prerequisites(requires []requirement) []prerequisite {
	var made []prerequisite
	add := func(apiVersion, resource, kind, namespace, name string, rest fields) {
		parsed, _ := schema.ParseGroupVersion(apiVersion)
		metadata := fields{"name": name}
		if namespace != "" {
			metadata["namespace"] = namespace
		}
		object := fields{"apiVersion": apiVersion, "kind": kind, "metadata": metadata}
		for key, value := range rest {
			object[key] = value
		}
		made = append(made, prerequisite{parsed.WithResource(resource), namespace, unstructured.Unstructured{Object: object}})
	}
	for _, needed := range requires {
		name := needed.Name
		switch needed.Kind {
		case "Namespace":
			add("v1", "namespaces", "Namespace", "", name, nil)
		case "PriorityClass":
			add("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", "", name, fields{"value": int64(1000)})
		case "RuntimeClass":
			add("node.k8s.io/v1", "runtimeclasses", "RuntimeClass", "", name, fields{"handler": name})
		case "IngressClass":
			add("networking.k8s.io/v1", "ingressclasses", "IngressClass", "", name,
				fields{"spec": fields{"controller": "example.com/ingress"}})
		case "ClusterRole":
			add("rbac.authorization.k8s.io/v1", "clusterroles", "ClusterRole", "", name, fields{"rules": []any{}})
		case "StorageClass":
			class := fields{"provisioner": "example.com/disks"}
			if name == "(default)" {
				name = "default-of-the-cluster"
			}
			add("storage.k8s.io/v1", "storageclasses", "StorageClass", "", name, class)
			if needed.Name == "(default)" {
				made[len(made)-1].object.SetAnnotations(map[string]string{"storageclass.kubernetes.io/is-default-class": "true"})
			}
		case "GatewayClass":
			controller := needed.Detail
			if !strings.Contains(controller, "/") {
				controller = "example.com/gateway"
			}
			add("gateway.networking.k8s.io/v1", "gatewayclasses", "GatewayClass", "", name,
				fields{"spec": fields{"controllerName": controller}})
		case "Gateway":
			namespace, gateway, _ := strings.Cut(name, "/")
			listener, is := strings.CutPrefix(needed.Detail, "listener ")
			if !is {
				listener = "http"
			}
			add("v1", "namespaces", "Namespace", "", namespace, nil)
			add("gateway.networking.k8s.io/v1", "gateways", "Gateway", namespace, gateway, fields{"spec": fields{
				"gatewayClassName": "example",
				"listeners":        []any{fields{"name": listener, "port": int64(80), "protocol": "HTTP"}},
			}})
		}
	}
	return made
}

// prepare makes nodes and what an environment requires, and complains about required definitions that the server does not serve. It
// waits until nothing is left of who had the same namespaces before.
func prepare(ctx context.Context, plane *controlPlane, environment environment, namespaces []string) error {
	for _, needed := range prerequisites(environment.plan.Requires) {
		if needed.resource == namespaceResource {
			namespaces = append(namespaces, needed.object.GetName())
		}
	}
	for _, namespace := range namespaces {
		if err := gone(ctx, plane, namespace); err != nil {
			return err
		}
	}
	if err := environment.platform.join(ctx, plane); err != nil {
		return err
	}
	requires := environment.plan.Requires
	for _, needed := range requires {
		if needed.Kind != "CustomResourceDefinition" || strings.HasPrefix(needed.Name, "(") {
			continue
		}
		if _, err := plane.dynamic.Resource(definitionResource).Get(ctx, needed.Name, metav1.GetOptions{}); err != nil {
			return fmt.Errorf("the plan requires a definition that these tests do not install: %w", err)
		}
	}
	for _, needed := range prerequisites(requires) {
		_, err := plane.dynamic.Resource(needed.resource).Namespace(needed.namespace).Create(ctx, &needed.object, metav1.CreateOptions{})
		if err != nil && !(apierrors.IsAlreadyExists(err) && needed.resource == namespaceResource) {
			return fmt.Errorf("a requirement of the plan, %s %s: %w", needed.object.GetKind(), needed.object.GetName(), err)
		}
	}
	return nil
}

// clear takes away what was required and what was applied. The controllers take some more seconds for the namespaces.
func clear(ctx context.Context, plane *controlPlane, environment environment, namespaces []string) error {
	for _, namespace := range namespaces {
		if err := stopPods(ctx, plane, namespace); err != nil {
			return err
		}
	}
	remove := metav1.DeleteOptions{}
	for _, needed := range prerequisites(environment.plan.Requires) {
		if needed.resource == namespaceResource {
			namespaces = append(namespaces, needed.object.GetName())
			continue
		}
		err := plane.dynamic.Resource(needed.resource).Namespace(needed.namespace).Delete(ctx, needed.object.GetName(), remove)
		if err != nil && !absent(err) {
			return err
		}
	}
	for _, namespace := range namespaces {
		if err := plane.client.CoreV1().Namespaces().Delete(ctx, namespace, remove); err != nil && !absent(err) && !apierrors.IsConflict(err) {
			return err
		}
	}
	if err := plane.client.CoreV1().PersistentVolumes().DeleteCollection(ctx, remove, metav1.ListOptions{}); err != nil {
		return err
	}
	return plane.client.CoreV1().Nodes().DeleteCollection(ctx, remove, metav1.ListOptions{})
}

// gone waits until there is no such namespace.
func gone(ctx context.Context, plane *controlPlane, namespace string) error {
	return plane.poll(ctx, 2*time.Minute, "the namespace "+namespace+" goes", func(ctx context.Context) (string, error) {
		found, err := plane.client.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
		switch {
		case absent(err):
			return "", nil
		case err != nil:
			return "", err
		}
		missing := "it is " + string(found.Status.Phase)
		for _, condition := range found.Status.Conditions {
			if condition.Status == corev1.ConditionTrue {
				missing += "; " + condition.Message
			}
		}
		return missing, nil
	})
}

// stopPods ends the pods of a namespace before it is deleted: a namespace that goes waits as long as its pods may take to end.
func stopPods(ctx context.Context, plane *controlPlane, namespace string) error {
	all, background := metav1.ListOptions{}, metav1.DeletePropagationBackground
	remove := metav1.DeleteOptions{PropagationPolicy: &background}
	apps, batch := plane.client.AppsV1(), plane.client.BatchV1()
	for _, delete := range []func(context.Context, metav1.DeleteOptions, metav1.ListOptions) error{
		apps.Deployments(namespace).DeleteCollection,
		apps.StatefulSets(namespace).DeleteCollection,
		apps.DaemonSets(namespace).DeleteCollection,
		batch.CronJobs(namespace).DeleteCollection,
		batch.Jobs(namespace).DeleteCollection,
		apps.ReplicaSets(namespace).DeleteCollection,
	} {
		if err := delete(ctx, remove, all); err != nil {
			return err
		}
	}
	return plane.poll(ctx, time.Minute, "the pods of "+namespace+" end", func(ctx context.Context) (string, error) {
		if err := plane.client.CoreV1().Pods(namespace).DeleteCollection(ctx, *metav1.NewDeleteOptions(0), all); err != nil {
			return "", err
		}
		pods, err := plane.client.CoreV1().Pods(namespace).List(ctx, all)
		if err != nil || len(pods.Items) == 0 {
			return "", err
		}
		return pods.Items[0].Name + " is there", nil
	})
}
