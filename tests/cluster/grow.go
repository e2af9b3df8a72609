package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
)

// grow takes every autoscaled Deployment to its maximum, all at once, and then rolls all of them: quotas must admit the most pods that
// there may ever be, and the nodes of the plan must have room for them.
func grow(ctx context.Context, plane *controlPlane, objects []unstructured.Unstructured) error {
	var namespaces []string
	for _, object := range objects {
		target, maximum := scaled(object)
		if target == "" {
			continue
		}
		namespace := object.GetNamespace()
		if !slices.Contains(namespaces, namespace) {
			namespaces = append(namespaces, namespace)
		}
		patch := fmt.Appendf(nil, `{"spec":{"replicas":%d}}`, maximum)
		_, err := plane.client.AppsV1().Deployments(namespace).Patch(ctx, target, types.MergePatchType, patch, metav1.PatchOptions{}, "scale")
		if err != nil {
			return fmt.Errorf("cannot scale %s: %w", target, err)
		}
	}
	for _, namespace := range namespaces {
		if err := settled(ctx, plane, namespace, time.Minute); err != nil {
			return fmt.Errorf("at the autoscalers' maximum: %w", err)
		}
		deployments, err := plane.client.AppsV1().Deployments(namespace).List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		for _, one := range deployments.Items {
			patch := []byte(`{"spec":{"template":{"metadata":{"annotations":{"example.com/rolled":"once"}}}}}`)
			_, err := plane.client.AppsV1().Deployments(namespace).Patch(ctx, one.Name, types.MergePatchType, patch, metav1.PatchOptions{})
			if err != nil {
				return err
			}
		}
		if err := settled(ctx, plane, namespace, 4*time.Minute); err != nil {
			return fmt.Errorf("while everything is rolled at the autoscalers' maximum: %w", err)
		}
		// A rollout that was refused its surge ends all the same, later.
		for trouble, word := range troubles(ctx, plane, namespace) {
			if strings.Contains(word, "exceeded quota") {
				return fmt.Errorf("while everything is rolled at the autoscalers' maximum: %s: %s", trouble, word)
			}
		}
	}
	return nil
}

// scaled is the Deployment that an object scales, and its maximum.
func scaled(object unstructured.Unstructured) (string, int64) {
	field := map[string]string{"HorizontalPodAutoscaler": "maxReplicas", "ScaledObject": "maxReplicaCount"}[object.GetKind()]
	kind, _, _ := unstructured.NestedString(object.Object, "spec", "scaleTargetRef", "kind")
	name, _, _ := unstructured.NestedString(object.Object, "spec", "scaleTargetRef", "name")
	maximum, known, _ := unstructured.NestedInt64(object.Object, "spec", field)
	if field == "" || !known || kind != "" && kind != "Deployment" {
		return "", 0
	}
	return name, maximum
}
