# medborgarbudget: `make` alone says what can be made. Needs Python 3.11 or newer, git and make.
# Every target sets up what it needs, in .venv/, once.

.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check
MB := $(BIN)/mb
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

ELECTIONS ?= ../shared/elections
MOST ?= 10000000
RUN ?= bench-run.json
FUNCTION_PYTHON ?= 3.13
FUNCTION_MACHINE ?= aarch64

.PHONY: help
help: ## Say what can be made
	@echo 'make TARGET, where TARGET is:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## First of all

.PHONY: demo
demo: $(BIN)/.program ## Play all eight steps on a copy of the demo town, and build this town's site
	$(MB) demo demo-town
	$(MB) build
	@echo 'The command mb is $(MB); to type it as it stands: . $(BIN)/activate'

.PHONY: test
test: $(BIN)/.developer $(BIN)/.aws tools check ## Run every check and every test (with a browser, Node and Java)
	$(BIN)/pytest -n 2 $(TESTS)

.PHONY: install
install: $(BIN)/.program ## Set up .venv/ with the command mb

.PHONY: setup
setup: $(BIN)/.developer ## Set up .venv/ for work on the program

## A town's work

.PHONY: validate
validate: $(BIN)/.program ## Check the town's files
	$(MB) validate

.PHONY: build site
build: $(BIN)/.program ## Write the town's site into output/
	$(MB) build
site: build ## The same as build

.PHONY: serve
serve: $(BIN)/.program ## Show the site on this machine, rebuilt when a file changes; take votes on trial
	$(MB) serve

.PHONY: tally-check
tally-check: $(BIN)/.program ## Count every closed round again and compare with what is published
	@for result in rounds/*/result.yaml; do \
		round=$$(basename "$$(dirname "$$result")"); \
		echo "$(MB) tally $$round --check"; $(MB) tally "$$round" --check || exit 1; \
	done

.PHONY: verify
verify: $(BIN)/.program ## Check everything that an outsider can check
	$(MB) verify

## Work on the program

.PHONY: lint
lint: $(BIN)/.developer ## Style, types and workflow security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy scripts/medborgarbudget
	$(BIN)/mypy tests/bench
	$(BIN)/zizmor --offline --quiet --pedantic .github

.PHONY: bench
bench: $(BIN)/.peers ## Times of the count, beside those of other programs
	$(BIN)/python -m tests.bench.bench $(ELECTIONS) --most $(MOST) --save $(RUN)

.PHONY: bench-page
bench-page: ## Put what the last `make bench` found into docs/performance.md
	$(BIN)/python -m tests.bench.page $(RUN)

.PHONY: soak
soak: $(BIN)/.developer $(BIN)/.aws tools ## The vote function and its stores under load, kill -9 and faults, for half an hour
	SOAK=1 $(BIN)/pytest --durations=0 --durations-min=30 tests/soak tests/voting/stores \
		tests/counting/test_interrupted.py

.PHONY: equality
equality: $(BIN)/.developer ## Compare every count with those of other programs, and name each difference
	$(BIN)/python -m tests.bench.equality $(ELECTIONS)

.PHONY: check
check: lint ## Lint, and the floors that imports may only go down
	$(BIN)/pytest --quiet tests/test_floors.py

.PHONY: tools
tools: ## Install the browser, Node and Java that some tests need, where that is possible
	@.ci/tools

.PHONY: lock
lock: $(BIN)/.developer ## Write requirements*.txt anew from pyproject.toml (UPGRADE=1 takes newer releases)
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) -c requirements.txt --group build -o requirements-build.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) -c requirements.txt pyproject.toml --group dev \
		-o requirements-dev.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) -c requirements-dev.txt --group bench -o requirements-bench.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) --group aws -o requirements-aws.txt

.PHONY: wheel
wheel: $(BIN)/.program ## Build the package into dist/
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

.PHONY: function-zip
function-zip: $(BIN)/.program ## The vote function of an open round, zipped for AWS Lambda: make function-zip ROUND=2027
	@test -n "$(ROUND)" || { echo "Name the round: make function-zip ROUND=2027"; exit 2; }
	rm -rf dist/function dist/function.zip
	$(MB) vote-bundle $(ROUND) dist/function --program $(if $(TOWN),--root $(TOWN))
	awk '/^[a-z]/ {wanted = /^(cryptography|cffi)==/} wanted && !/#/' requirements.txt \
		> dist/function.txt
	$(PIP) install --no-compile --require-hashes --no-deps --only-binary :all: --target dist/function \
		--implementation cp --python-version $(FUNCTION_PYTHON) \
		--platform manylinux_2_28_$(FUNCTION_MACHINE) --platform manylinux_2_17_$(FUNCTION_MACHINE) \
		--platform manylinux2014_$(FUNCTION_MACHINE) -r dist/function.txt
	@$(BIN)/python -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(FUNCTION_PYTHON)")' \
		&& $(BIN)/python -m compileall -q --invalidation-mode unchecked-hash dist/function \
		|| echo 'Not compiled, which costs 10 ms: take the Python that is here, make function-zip FUNCTION_PYTHON=3.11'
	$(BIN)/python -c 'from pathlib import Path; \
		from medborgarbudget.voting.function.packing import zip_folder; \
		zip_folder(Path("dist/function"), Path("dist/function.zip"))'
	@du -h dist/function.zip
	@echo 'Deploy it with Python=python$(FUNCTION_PYTHON)'

.PHONY: docs
docs: $(BIN)/.program ## Write docs/commands.md and docs/rules.md anew from the program itself
	$(BIN)/python -m medborgarbudget.commands.reference > docs/commands.md
	$(BIN)/python -m medborgarbudget.moderation.rulebook > docs/rules.md

.PHONY: clean
clean: ## Remove everything that was made here
	rm -rf .venv output demo-town dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf tests/browser/node_modules tests/services/node_modules theme/client/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

## How .venv/ is made: hashes only, and each part once for each change of its lock

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

$(BIN)/.program: requirements.txt requirements-build.txt pyproject.toml | $(BIN)/pip
	$(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.developer: requirements-dev.txt $(BIN)/.program
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(BIN)/.aws: requirements-aws.txt | $(BIN)/pip
	$(PYTHON) -m venv .venv/aws
	.venv/aws/bin/pip --quiet --disable-pip-version-check install --no-deps --require-hashes \
		-r requirements-aws.txt
	@touch $@

$(BIN)/.peers: requirements-bench.txt $(BIN)/.developer
	$(PIP) install --require-hashes -r requirements-bench.txt
	@touch $@
