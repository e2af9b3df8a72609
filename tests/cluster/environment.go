package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// environment is a folder that a build wrote for one environment.
type environment struct {
	name, folder string
	plan         plan
	platform     platform
}

// plan is what is read here of a plan.json.
type plan struct {
	Namespace struct {
		Name    string
		Managed bool
	}
	Nodes []struct {
		Pool   string
		AtMost int
	}
	Requires []requirement
}

// requirement is something that must be in the cluster before.
type requirement struct {
	Kind, Name, Detail string
}

func readEnvironment(root, folder string) (environment, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return environment{}, err
	}
	read := environment{name: folder, folder: folder}
	if name, err := filepath.Rel(root, folder); err == nil {
		read.name = name
	}
	text, err := os.ReadFile(filepath.Join(folder, "plan.json"))
	if err != nil {
		return environment{}, err
	}
	if err := json.Unmarshal(text, &read.plan); err != nil {
		return environment{}, fmt.Errorf("%s: %w", folder, err)
	}
	read.platform, err = readPlatform(folder, read.plan)
	return read, err
}
