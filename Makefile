# Everything that is done with this project. `make help` lists it.

CARGO ?= cargo
BLUEPRINTS := $(wildcard blueprints/*.yaml) $(patsubst %/blueprint.yaml,%,$(wildcard blueprints/*/blueprint.yaml))
GROUNDPLAN := target/release/groundplan

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: toolchain
toolchain:
	@command -v $(CARGO) >/dev/null || { \
	  echo 'Rust is missing. Install it with: curl --proto "=https" --tlsv1.2 -sSf https://sh.rustup.rs | sh' >&2; exit 1; }

.PHONY: build
build: toolchain ## build the release binary
	$(CARGO) build --release --locked

.PHONY: demo
demo: build ## compile every blueprint of blueprints/ into output/
	@for blueprint in $(BLUEPRINTS); do \
	  echo "groundplan build $$blueprint"; $(GROUNDPLAN) build $$blueprint --output output || exit 1; done

.PHONY: test
test: toolchain ## run all tests
	$(CARGO) test --locked

.PHONY: lint
lint: toolchain ## formatting, clippy, documentation
	$(CARGO) fmt --check
	$(CARGO) fmt --check --manifest-path fuzz/Cargo.toml
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --document-private-items

.PHONY: bless
bless: toolchain ## accept what the tests print now; read the difference before you commit it
	BLESS=1 $(CARGO) test --locked
	$(MAKE) demo

.PHONY: yaml-readers
yaml-readers: toolchain ## ask the real kubectl and PyYAML what they read of what we write
	$(CARGO) build --locked --example yaml_strings
	python3 tests/tools/yaml_readers.py --check

.PHONY: kustomize
kustomize: ## ask kubectl to resolve every kustomization of output/
	sh tests/tools/kustomize.sh

# Which environments `make test-cluster` takes: those whose folder matches this regular expression.
RUN ?=
CLUSTER := target/cluster

.PHONY: test-cluster
test-cluster: ## a real Kubernetes control plane takes all manifests; RUN=minimal picks environments by their folder
	@command -v go >/dev/null || { echo 'Go 1.26 or newer is missing. Install it from https://go.dev/dl/' >&2; exit 1; }
	@mkdir -p $(CLUSTER)/bin
	@rm -rf $(CLUSTER)/architectures
	@if [ -x $(GROUNDPLAN) ]; then \
	  for blueprint in tests/architectures/*/blueprint.yaml; do \
	    said=$$($(GROUNDPLAN) build $$(dirname $$blueprint) --output $(CLUSTER)/architectures 2>&1) || { echo "$$said" >&2; exit 1; }; done; \
	else echo 'without tests/architectures: they are compiled first, which needs `make build`'; fi
	cd tests/cluster && version=$$(go list -m -f '{{.Version}}' k8s.io/kubernetes) && \
	  go build -buildvcs=false -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$$version" -o ../../$(CLUSTER)/bin/ tool .
	cd tests/cluster && ../../$(CLUSTER)/bin/cluster -run '$(RUN)'

.PHONY: bench
bench: toolchain ## speed and memory, against bare serialization
	$(CARGO) bench --locked

.PHONY: deny
deny: ## licenses, bans and sources of the dependencies
	@command -v cargo-deny >/dev/null || { echo 'Install it with: cargo install --locked cargo-deny' >&2; exit 1; }
	$(CARGO) deny check licenses bans sources

# How long each fuzz target runs.
SECONDS ?= 600
FUZZ := $(CARGO) fuzz
FUZZ_LIMITS := -rss_limit_mb=2048 -malloc_limit_mb=1024 -timeout=20 -max_len=65536 -print_final_stats=1

.PHONY: fuzz
fuzz: toolchain fuzz-seeds ## look for inputs that break the reader or the compiler, each for SECONDS=600
	@$(FUZZ) --version >/dev/null 2>&1 || { echo 'Install it with: cargo install --locked cargo-fuzz' >&2; exit 1; }
	for target in reader compile; do \
	  $(FUZZ) run --sanitizer none $$target -- -max_total_time=$(SECONDS) $(FUZZ_LIMITS) || exit 1; done

.PHONY: fuzz-seeds
fuzz-seeds:
	@mkdir -p fuzz/corpus/reader fuzz/corpus/compile
	@cp tests/corpus/reader/* fuzz/corpus/reader/
	@cp tests/corpus/compile/* fuzz/corpus/compile/
	@for blueprint in tests/cases/*/blueprint.yaml tests/diagnostics/*/bad.yaml tests/diagnostics/*/good.yaml $(wildcard blueprints/*.yaml); do \
	  name=$$(echo $$blueprint | tr / -); cp $$blueprint fuzz/corpus/reader/$$name; cp $$blueprint fuzz/corpus/compile/$$name; done
