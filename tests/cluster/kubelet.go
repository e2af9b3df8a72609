package main

import (
	"context"
	"fmt"
	"log"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

// kubelet plays the kubelets of all nodes and the driver of all disks: whatever is bound to a node runs and is ready at once, Jobs
// succeed, deleted pods end, claims get a volume. No image is pulled, no probe is asked.
type kubelet struct {
	plane     *controlPlane
	addresses int
}

// startKubelet watches pods and claims until the context ends.
func startKubelet(ctx context.Context, plane *controlPlane) error {
	fake := &kubelet{plane: plane}
	factory := informers.NewSharedInformerFactory(plane.client, 0)
	for informer, act := range map[cache.SharedIndexInformer]func(context.Context, any) error{
		factory.Core().V1().Pods().Informer():                   fake.pod,
		factory.Core().V1().PersistentVolumeClaims().Informer(): fake.claim,
	} {
		handle := func(object any) {
			if err := act(ctx, object); err != nil && !absent(err) && !conflicting(err) && ctx.Err() == nil {
				log.Printf("the kubelet of the tests: %v", err)
			}
		}
		_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    handle,
			UpdateFunc: func(_, object any) { handle(object) },
		})
		if err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return ctx.Err()
}

func (k *kubelet) pod(ctx context.Context, object any) error {
	pod := object.(*corev1.Pod)
	pods := k.plane.client.CoreV1().Pods(pod.Namespace)
	switch {
	case pod.Spec.NodeName == "":
		return nil
	case pod.DeletionTimestamp != nil:
		return pods.Delete(ctx, pod.Name, *metav1.NewDeleteOptions(0))
	case pod.Status.Phase != corev1.PodPending:
		return nil
	}
	pod = pod.DeepCopy()
	k.addresses++
	address := fmt.Sprintf("10.244.%d.%d", k.addresses/250%250, k.addresses%250+1)
	now := metav1.NewTime(time.Now())
	ends := pod.Spec.RestartPolicy != corev1.RestartPolicyAlways
	done := corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{Reason: "Completed", StartedAt: now, FinishedAt: now}}
	runs := corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}}
	status := &pod.Status
	status.Phase = corev1.PodRunning
	status.PodIP, status.PodIPs = address, []corev1.PodIP{{IP: address}}
	status.HostIP, status.HostIPs = "192.0.2.1", []corev1.HostIP{{IP: "192.0.2.1"}}
	status.StartTime = &now
	if ends {
		status.Phase = corev1.PodSucceeded
	}
	report := func(container corev1.Container, ended bool) corev1.ContainerStatus {
		state := runs
		if ended {
			state = done
		}
		started := !ended
		return corev1.ContainerStatus{Name: container.Name, Image: container.Image, Ready: !ended, Started: &started, State: state}
	}
	status.InitContainerStatuses, status.ContainerStatuses = nil, nil
	for _, container := range pod.Spec.InitContainers {
		stays := container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways
		status.InitContainerStatuses = append(status.InitContainerStatuses, report(container, ends || !stays))
	}
	for _, container := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, report(container, ends))
	}
	ready := corev1.ConditionTrue
	if ends {
		ready = corev1.ConditionFalse
	}
	for kind, value := range map[corev1.PodConditionType]corev1.ConditionStatus{
		corev1.PodInitialized: corev1.ConditionTrue, corev1.ContainersReady: ready, corev1.PodReady: ready,
	} {
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: kind, Status: value, LastTransitionTime: now})
	}
	_, err := pods.UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	return err
}

// claim gives a claim the volume that the driver of its class would have made.
func (k *kubelet) claim(ctx context.Context, object any) error {
	claim := object.(*corev1.PersistentVolumeClaim)
	if claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil || claim.Spec.StorageClassName == nil {
		return nil
	}
	volume := &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: "volume-" + string(claim.UID)},
		Spec: corev1.PersistentVolumeSpec{
			AccessModes:                   claim.Spec.AccessModes,
			Capacity:                      corev1.ResourceList{"storage": claim.Spec.Resources.Requests["storage"]},
			StorageClassName:              *claim.Spec.StorageClassName,
			VolumeMode:                    claim.Spec.VolumeMode,
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimRetain,
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				CSI: &corev1.CSIPersistentVolumeSource{Driver: "example.com", VolumeHandle: string(claim.UID)},
			},
			ClaimRef: &corev1.ObjectReference{
				Kind: "PersistentVolumeClaim", APIVersion: "v1", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
		},
	}
	_, err := k.plane.client.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{})
	return err
}
