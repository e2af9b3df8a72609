package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// report is what the control plane made of an environment.
type report struct {
	objects            []unstructured.Unstructured
	refusals, warnings []string
	took               time.Duration
	// unsettled says that pods did not come to run; no other way of applying the same will help them.
	unsettled bool
}

// way is how a user gives an environment to a cluster that does not have it.
type way struct {
	name string
	// source is the part of the command that says what to apply.
	source func(environment) []string
	// server makes the server merge and remember who set which field.
	server bool
}

var ways = []way{
	{"apply -k", kustomization, false},
	{"apply -k --server-side", kustomization, true},
	{"apply -R -f manifests", manifests, false},
}

func kustomization(e environment) []string { return []string{"-k", e.folder} }

func manifests(e environment) []string {
	return []string{"-R", "-f", filepath.Join(e.folder, "manifests")}
}

// render asks kubectl for the objects of an environment.
func render(ctx context.Context, plane *controlPlane, environment environment) report {
	rendered, err := plane.kubectl(ctx, "kustomize", environment.folder)
	if err != nil {
		return report{refusals: []string{err.Error()}}
	}
	objects, err := decodeObjects([]byte(rendered.output))
	if err != nil || rendered.status != 0 || len(objects) == 0 {
		return report{refusals: []string{fmt.Sprintf("%s: %v %s", rendered.line, err, rendered.errors)}}
	}
	return report{objects: objects}
}

// examine applies an environment to a cluster that has only what the plan requires.
func examine(ctx context.Context, plane *controlPlane, environment environment, way way, grows bool, report *report) {
	if len(report.objects) == 0 {
		return
	}
	begun := time.Now()
	attempt := attempt{ctx: ctx, plane: plane, report: report, way: way, source: way.source(environment), objects: report.objects}
	attempt.grows = grows
	namespaces := namespacesOf(report.objects)
	if err := prepare(ctx, plane, environment, namespaces); err != nil {
		attempt.refuse(err.Error())
	} else {
		attempt.run()
	}
	if err := clear(ctx, plane, environment, namespaces); err != nil {
		attempt.refuse(err.Error())
	}
	report.took += time.Since(begun)
}

// attempt is one way with one environment.
type attempt struct {
	ctx     context.Context
	plane   *controlPlane
	report  *report
	way     way
	source  []string
	objects []unstructured.Unstructured
	grows   bool
}

// run applies, applies again, and asks for the difference. It stops where nothing can be learnt from what follows.
func (a *attempt) run() {
	if _, ok := a.kubectl("apply", "--validate=strict"); !ok {
		return
	}
	if a.report.unsettled {
		return
	}
	for _, namespace := range namespacesOf(a.objects) {
		if err := settled(a.ctx, a.plane, namespace, time.Minute); err != nil {
			a.report.unsettled = true
			a.refuse(err.Error())
		}
	}
	before, err := liveObjects(a.ctx, a.plane, a.objects)
	if err != nil {
		a.refuse(err.Error())
		return
	}
	second, ok := a.kubectl("apply", "--validate=strict")
	if !ok {
		return
	}
	after, err := liveObjects(a.ctx, a.plane, a.objects)
	if err != nil {
		a.refuse(err.Error())
		return
	}
	for _, object := range a.objects {
		name := nameOf(object)
		if was, is := withoutOthers(before[name]), withoutOthers(after[name]); !reflect.DeepEqual(was, is) {
			was, _ := json.Marshal(was.Object)
			is, _ := json.Marshal(is.Object)
			a.refuse(fmt.Sprintf("a second apply changes %s\nfrom %s\nto   %s", name, was, is))
		}
	}
	if !a.way.server {
		a.judgeWords(second, after)
	}
	difference, ok := a.kubectl("diff")
	if ok && difference.output != "" {
		a.refuse("a difference stays:\n" + difference.output)
	}
	if a.grows {
		if err := grow(a.ctx, a.plane, a.objects); err != nil {
			a.refuse(err.Error())
		}
	}
}

// judgeWords wants to read `unchanged` of every object. Where kubectl says something else it sends a patch every time, even if the
// server then changes nothing; tools that compare on their own, as those for GitOps do, never come to rest there.
func (a *attempt) judgeWords(second answer, after map[string]unstructured.Unstructured) {
	if lines := len(second.lines()); lines != len(a.objects) {
		a.refuse(fmt.Sprintf("%d objects were applied, not %d", lines, len(a.objects)))
	}
	words := map[string]string{}
	for _, line := range second.lines() {
		name, word, _ := strings.Cut(line, " ")
		words[name] = word
	}
	for _, object := range a.objects {
		name := nameOf(object)
		// kubectl replaces the selector of a budget as a whole and does not look whether it differs: the API says so
		// (patchStrategy). No manifest can avoid it.
		if words[name] == "unchanged" || object.GetKind() == "PodDisruptionBudget" && words[name] == "configured" {
			continue
		}
		added := addedInLists(object.Object, after[name].Object, "", false)
		slices.Sort(added)
		a.refuse(fmt.Sprintf("a second apply says %s %s; in lists, the server holds more than the manifest says:\n  %s",
			name, words[name], strings.Join(added, "\n  ")))
	}
}

// kubectl gives the environment to a command of kubectl, and says whether the server took all of it.
func (a *attempt) kubectl(command string, options ...string) (answer, bool) {
	arguments := append([]string{command}, a.source...)
	arguments = append(arguments, options...)
	if a.way.server {
		arguments = append(arguments, "--server-side")
	}
	result, err := a.plane.kubectl(a.ctx, arguments...)
	if err != nil {
		a.refuse(err.Error())
		return result, false
	}
	for _, warning := range result.warnings() {
		if !slices.Contains(a.report.warnings, warning) {
			a.report.warnings = append(a.report.warnings, warning)
		}
	}
	differs := command == "diff" && result.status == 1 && result.output != ""
	if result.status != 0 && !differs {
		a.refuse(fmt.Sprintf("%s ends with %d:\n%s", command, result.status, result.errors))
		return result, false
	}
	return result, true
}

func (a *attempt) refuse(text string) {
	a.report.refusals = append(a.report.refusals, a.way.name+": "+text)
}

// namespacesOf are all namespaces that hold one of the objects.
func namespacesOf(objects []unstructured.Unstructured) []string {
	var names []string
	for _, object := range objects {
		name := object.GetNamespace()
		if object.GetKind() == "Namespace" {
			name = object.GetName()
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
