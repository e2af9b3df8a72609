#!/bin/sh
# Asks kubectl to resolve every kustomization of output/, and counts the objects.
set -eu
command -v kubectl >/dev/null || {
  echo 'kubectl is missing; see https://kubernetes.io/docs/tasks/tools/ (any version from 1.27)' >&2
  exit 1
}
for file in output/*/*/kustomization.yaml; do
  directory=$(dirname "$file")
  resolved=$(kubectl kustomize "$directory")
  objects=$(printf '%s\n' "$resolved" | grep -c '^kind: ')
  files=$(find "$directory/manifests" -name '*.yaml' | wc -l)
  [ "$objects" -eq "$files" ] || { echo "$directory: $files files, but $objects objects" >&2; exit 1; }
  echo "$directory: $objects objects"
done
