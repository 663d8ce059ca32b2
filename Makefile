# Thin names for the common acts; the work is in tools/ and CMake. `make` lists the targets.

JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)
export CMAKE_BUILD_PARALLEL_LEVEL := $(JOBS)
export CTEST_PARALLEL_LEVEL := $(JOBS)

# Warnings are errors when OSIRIS_WERROR=ON stands in the environment, as .ci/run puts it.
configure_flags := $(if $(OSIRIS_WERROR),-DOSIRIS_WERROR=$(OSIRIS_WERROR))
configured = $(if $(configure_flags),,$(wildcard build/$(1)/build.ninja))
configure = $(if $(call configured,$(1)),true,cmake --preset $(1) $(configure_flags) --log-level=NOTICE)
# Builds a preset: all of it, or the targets that the second argument names.
build = $(call configure,$(1)) && cmake --build --preset $(1) $(addprefix --target ,$(2))

# ThreadSanitizer of g++ 12 cannot start where the kernel randomises addresses widely.
fixed_addresses = $(shell setarch -R true 2>/dev/null && echo setarch -R)

.PHONY: help setup demo test build test-release golden lint fmt docs bench asan tsan coverage fuzz \
  install clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Install what is missing: Debian packages, DuckDB, example data
	@tools/setup --quiet

demo: build ## Run the example pipelines on real data and say where the results are
	@test -x examples/demo/run.sh || { echo "make demo: examples/demo/run.sh is missing" >&2; exit 1; }
	@examples/demo/run.sh

test: test-release asan tsan ## Run all tests: release, then with the sanitizers

build: setup ## Build the program: build/release/bin/osiris
	@$(call build,release,osiris osiris_shell_files)

test-release: setup ## Build and run all tests of the release build, the quick ones first
	@$(call build,release)
	ctest --preset release -L '^(unit|tidy)$$'
	ctest --preset release -LE '^(unit|tidy)$$'

asan: setup ## Build and test with AddressSanitizer and UBSan
	@$(call build,asan)
	ctest --preset asan

tsan: setup ## Build and test with ThreadSanitizer
	@$(call build,tsan)
	$(fixed_addresses) ctest --preset tsan

golden: setup ## Rewrite the expected outputs of the golden tests; review the diff
	@$(call build,release)
	OSIRIS_UPDATE_GOLDEN=1 ctest --preset release -L '^golden$$'

lint: ## Check format, C++, shell and the repository's own rules
	@tools/setup --lint --quiet
	@$(call configure,release)
	@tools/lint

fmt: ## Format all C++
	@tools/setup --lint --quiet
	@tools/lint --fix-format

docs: build ## Rewrite docs/reference
	@$(PYTHON) tools/generate_docs.py
	@build/release/bin/osiris oml schema --quiet --out docs/reference/oml.schema.json >/dev/null

bench: build ## Measure against DuckDB alone; prints ratios
	@test -x bench/run || { echo "make bench: bench/run is missing" >&2; exit 1; }
	@bench/run

coverage: setup ## Run the unit tests and show covered lines by folder
	@$(call build,coverage)
	@find build/coverage -name '*.gcda' -delete
	ctest --preset coverage -L '^unit$$'
	@$(PYTHON) tools/coverage_report.py build/coverage

fuzz: ## Run every fuzz target for a minute, with clang
	@tools/setup --lint --quiet
	@$(call build,fuzz)
	ctest --preset fuzz

install: build ## Install below PREFIX (/usr/local); the tree can be moved
	@cmake --install build/release --prefix "$(PREFIX)"

clean: ## Remove build/
	@rm -rf build
