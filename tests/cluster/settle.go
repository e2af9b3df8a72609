package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// settled waits until every workload of a namespace runs with all of its pods, and until the controllers have judged the autoscalers
// and the budgets. What never comes right is returned with the reasons that the cluster gives.
func settled(ctx context.Context, plane *controlPlane, namespace string, limit time.Duration) error {
	err := plane.poll(ctx, limit, "the pods of "+namespace+" run", func(ctx context.Context) (string, error) {
		return missing(ctx, plane, namespace)
	})
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w%s", err, reasons(ctx, plane, namespace))
}

// missing names one thing that has not come right yet.
func missing(ctx context.Context, plane *controlPlane, namespace string) (string, error) {
	all := metav1.ListOptions{}
	deployments, err := plane.client.AppsV1().Deployments(namespace).List(ctx, all)
	if err != nil {
		return "", err
	}
	for _, one := range deployments.Items {
		want, status := *one.Spec.Replicas, one.Status
		if status.ObservedGeneration < one.Generation || status.UpdatedReplicas < want || status.ReadyReplicas < want {
			return fmt.Sprintf("Deployment %s: %d of %d pods are ready", one.Name, status.ReadyReplicas, want), nil
		}
	}
	sets, err := plane.client.AppsV1().StatefulSets(namespace).List(ctx, all)
	if err != nil {
		return "", err
	}
	for _, one := range sets.Items {
		if want := *one.Spec.Replicas; one.Status.ObservedGeneration < one.Generation || one.Status.ReadyReplicas < want {
			return fmt.Sprintf("StatefulSet %s: %d of %d pods are ready", one.Name, one.Status.ReadyReplicas, want), nil
		}
	}
	daemons, err := plane.client.AppsV1().DaemonSets(namespace).List(ctx, all)
	if err != nil {
		return "", err
	}
	for _, one := range daemons.Items {
		status := one.Status
		if status.ObservedGeneration < one.Generation || status.NumberReady < status.DesiredNumberScheduled || status.NumberReady == 0 {
			return fmt.Sprintf("DaemonSet %s: %d of %d pods are ready", one.Name, status.NumberReady, status.DesiredNumberScheduled), nil
		}
	}
	jobs, err := plane.client.BatchV1().Jobs(namespace).List(ctx, all)
	if err != nil {
		return "", err
	}
	for _, one := range jobs.Items {
		suspended := one.Spec.Suspend != nil && *one.Spec.Suspend
		if one.Status.CompletionTime == nil && !suspended {
			return fmt.Sprintf("Job %s: not complete", one.Name), nil
		}
	}
	claims, err := plane.client.CoreV1().PersistentVolumeClaims(namespace).List(ctx, all)
	if err != nil {
		return "", err
	}
	for _, one := range claims.Items {
		if one.Status.Phase != corev1.ClaimBound {
			return fmt.Sprintf("PersistentVolumeClaim %s is %s", one.Name, one.Status.Phase), nil
		}
	}
	budgets, err := plane.client.PolicyV1().PodDisruptionBudgets(namespace).List(ctx, all)
	if err != nil {
		return "", err
	}
	for _, one := range budgets.Items {
		if one.Status.ObservedGeneration < one.Generation || one.Status.ExpectedPods == 0 || one.Status.CurrentHealthy < one.Status.ExpectedPods {
			return fmt.Sprintf("PodDisruptionBudget %s counts %d of %d pods as healthy, and says %v", one.Name, one.Status.CurrentHealthy,
				one.Status.ExpectedPods, one.Status.Conditions), nil
		}
	}
	return missingScaling(ctx, plane, namespace)
}

// missingScaling names an autoscaler that its controller cannot work with. That there are no metrics here is not its fault.
func missingScaling(ctx context.Context, plane *controlPlane, namespace string) (string, error) {
	scalers, err := plane.client.AutoscalingV2().HorizontalPodAutoscalers(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return "", err
	}
	for _, one := range scalers.Items {
		if len(one.Status.Conditions) == 0 {
			return fmt.Sprintf("HorizontalPodAutoscaler %s: not looked at yet", one.Name), nil
		}
		for _, condition := range one.Status.Conditions {
			judged := condition.Type == autoscalingv2.AbleToScale || condition.Type == autoscalingv2.ScalingActive
			noMetrics := strings.HasPrefix(condition.Reason, "FailedGet") && strings.HasSuffix(condition.Reason, "Metric")
			if judged && condition.Status != corev1.ConditionTrue && !noMetrics {
				return fmt.Sprintf("HorizontalPodAutoscaler %s: %s: %s", one.Name, condition.Reason, condition.Message), nil
			}
		}
	}
	return "", nil
}

// reasons are the troubles of a namespace as a text.
func reasons(ctx context.Context, plane *controlPlane, namespace string) string {
	words, text := troubles(ctx, plane, namespace), ""
	for _, trouble := range slices.Sorted(maps.Keys(words)) {
		text += "\n" + trouble + ": " + words[trouble]
	}
	return text
}

// troubles are what the cluster says about pods that do not run: of every object the last word for each kind of trouble.
func troubles(ctx context.Context, plane *controlPlane, namespace string) map[string]string {
	words := map[string]string{}
	events, err := plane.client.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		words["events"] = err.Error()
		return words
	}
	for _, event := range events.Items {
		about := event.InvolvedObject
		if event.Type == corev1.EventTypeWarning && about.Kind != "HorizontalPodAutoscaler" {
			words[fmt.Sprintf("%s %s: %s", about.Kind, about.Name, event.Reason)] = event.Message
		}
	}
	return words
}
