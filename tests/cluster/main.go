// Command cluster asks a real Kubernetes control plane about the manifests of this repository.
//
// It starts etcd, kube-apiserver, kube-controller-manager and kube-scheduler, unmodified, on loopback, and gives each environment to
// kubectl the way a user would. Nothing of the control plane is faked; see CONTRIBUTING.md for what it cannot show.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"syscall"
	"time"
)

// patterns find the environments of the repository: a folder of each holds a kustomization.yaml.
var patterns = []string{"output/*/*", "tests/cases/*/expected/*/*", "target/cluster/architectures/*/*"}

func main() {
	root := flag.String("root", "../..", "folder of the repository")
	only := flag.String("run", "", "regular expression: only environments whose folder matches")
	maximum := flag.Bool("maximum", false, "take everything that is autoscaled to its maximum, too, on the nodes that the plan says suffice")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: cluster [-root DIR] [-run REGEXP] [-maximum] [ENVIRONMENT...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *root, *only, *maximum, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// errRefused says that the control plane did not accept everything; what it said has been printed.
var errRefused = errors.New("not everything was accepted")

func run(ctx context.Context, root, only string, maximum bool, folders []string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	environments, err := discover(root, only, folders)
	if err != nil {
		return err
	}
	started := time.Now()
	work := filepath.Join(root, "target", "cluster")
	plane, err := startControlPlane(ctx, filepath.Join(work, "bin"), filepath.Join(work, "run"))
	if err != nil {
		return err
	}
	defer plane.stop()
	definitions, err := installDefinitions(ctx, plane, root)
	if err != nil {
		return err
	}
	fmt.Printf("Kubernetes %s, %d custom resources, ready after %s\n", plane.version, definitions, since(started))

	reports := make([]report, len(environments))
	for index, environment := range environments {
		reports[index] = render(ctx, plane, environment)
		for _, refusal := range reports[index].refusals {
			fmt.Printf("refused: %s\n%s\n", environment.name, indent(refusal))
		}
	}
	// One way after the other, not one environment after the other: until its turn comes again, an environment's namespace is gone.
	for number, way := range ways {
		begun := time.Now()
		for index, environment := range environments {
			if err := ctx.Err(); err != nil {
				return err
			}
			known := len(reports[index].refusals)
			examine(ctx, plane, environment, way, maximum && number == 0, &reports[index])
			for _, refusal := range reports[index].refusals[known:] {
				fmt.Printf("refused: %s\n%s\n", environment.name, indent(refusal))
			}
		}
		fmt.Printf("%s: tried with %d environments, %s\n", way.name, len(environments), since(begun))
	}
	objects, failed := 0, 0
	for index, environment := range environments {
		report := reports[index]
		verdict := "ok  "
		if len(report.refusals) > 0 {
			verdict = "FAIL"
			failed++
		}
		objects += len(report.objects)
		fmt.Printf("%s %s: %d objects, %s\n", verdict, environment.name, len(report.objects), report.took.Round(100*time.Millisecond))
		for _, warning := range report.warnings {
			fmt.Println(indent("the server warns: " + warning))
		}
	}
	if failed > 0 {
		fmt.Printf("%d of %d environments failed, after %s\n", failed, len(environments), since(started))
		return errRefused
	}
	fmt.Printf("%d environments, %d objects, all accepted, after %s\n", len(environments), objects, since(started))
	return nil
}

// discover finds the environments to examine, by their folders.
func discover(root, only string, folders []string) ([]environment, error) {
	filter, err := regexp.Compile(only)
	if err != nil {
		return nil, err
	}
	if len(folders) == 0 {
		for _, pattern := range patterns {
			found, err := filepath.Glob(filepath.Join(root, pattern, "kustomization.yaml"))
			if err != nil {
				return nil, err
			}
			sort.Strings(found)
			for _, file := range found {
				folders = append(folders, filepath.Dir(file))
			}
		}
	}
	var environments []environment
	for _, folder := range folders {
		environment, err := readEnvironment(root, folder)
		if err != nil {
			return nil, err
		}
		if filter.MatchString(environment.name) {
			environments = append(environments, environment)
		}
	}
	if len(environments) == 0 {
		return nil, fmt.Errorf("no environment found under %s", root)
	}
	return environments, nil
}

func since(start time.Time) time.Duration {
	return time.Since(start).Round(100 * time.Millisecond)
}

func indent(text string) string {
	return "     " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n     ")
}
