package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// answer is what kubectl printed and how it ended.
type answer struct {
	line           string
	output, errors string
	status         int
}

// kubectl runs the client that belongs to the server, with no configuration but the server's.
func (p *controlPlane) kubectl(ctx context.Context, arguments ...string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, filepath.Join(p.binaries, "kubectl"), arguments...)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.folder, "KUBECONFIG=" + p.kubeconfig, "LC_ALL=C"}
	var output, errors bytes.Buffer
	command.Stdout, command.Stderr = &output, &errors
	err := command.Run()
	result := answer{
		line:   "kubectl " + strings.Join(arguments, " "),
		output: output.String(),
		errors: errors.String(),
	}
	if command.ProcessState == nil || ctx.Err() != nil {
		return result, fmt.Errorf("%s: %v %v", result.line, err, ctx.Err())
	}
	result.status = command.ProcessState.ExitCode()
	return result, nil
}

// lines of what was printed to standard output.
func (a answer) lines() []string {
	return strings.FieldsFunc(a.output, func(letter rune) bool { return letter == '\n' })
}

// warnings are what the server had to say about objects that it took.
func (a answer) warnings() []string {
	var found []string
	for line := range strings.SplitSeq(a.errors, "\n") {
		if text, is := strings.CutPrefix(line, "Warning: "); is {
			found = append(found, text)
		}
	}
	return found
}
