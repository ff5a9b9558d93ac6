# Every task of the house. `make` alone lists them. Needs Python 3.11 or newer and Node 20 or newer; installs the rest itself.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
SHOP := web/apps/shop
CONSOLE := web/apps/console
COMPILE = $(UV) pip compile --quiet --python $(BIN)/python --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(if $(UPGRADE),--upgrade)

.PHONY: help up test check lint types laws unit web browser chaos bench docs lock clean

help: ## List the tasks.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(VENV)/.installed-run ## Install what is missing and start the shop: database, web, worker. ARGS="--clock +3d" passes options.
	@exec $(BIN)/tuanzi up $(ARGS)

test: $(VENV)/.installed-dev ## Everything there is to prove: style, types, laws, tests, web, browser. What CI runs.
	@tools/system-needs
	@$(MAKE) lint
	@$(MAKE) types
	@$(MAKE) laws
	@$(MAKE) web
	$(BIN)/pytest -n $(WORKERS) -m "not browser"
	@$(MAKE) browser
	@$(MAKE) docs

check: $(VENV)/.installed-dev lint types laws ## The inner loop, under a minute: style, types, laws, tests without races and browser.
	$(BIN)/pytest -q -n $(WORKERS) -m "not browser and not race and not slow"

lint: $(VENV)/.installed-dev ## Style of Python, and dependencies that are missing or not used.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/deptry src

types: $(VENV)/.installed-dev ## Strict types of source and tests.
	$(BIN)/mypy

laws: $(VENV)/.installed-dev ## Who may import whom, and the house rules that are tests.
	$(BIN)/lint-imports
	$(BIN)/pytest -q -p no:randomly tests/tidy

web: $(SHOP)/node_modules/.installed $(CONSOLE)/node_modules/.installed ## Build the console, and the shopper app for H5 and the mini-program, and run their own checks.
	cd $(SHOP) && npm run lint && npm run type-check && npm run test
	$(BIN)/python -m tuanzi.apps.front_end
	cd $(CONSOLE) && npm run lint && npm run type-check && npm run test
	cd $(SHOP) && npm run build:mp-weixin && npm run check:mp && npm run test:mp

browser: $(VENV)/.installed-dev ## Shop like a person, in Chromium, against a running installation.
	@tools/system-needs
	$(BIN)/python -m tuanzi.apps.front_end
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m browser

chaos: $(VENV)/.installed-dev ## Kill web, worker and database at random while people shop, for a minute. TUANZI_CHAOS_SEED=n repeats a run.
	TUANZI_CHAOS_S=$${TUANZI_CHAOS_S:-60} $(BIN)/pytest -q -s tests/chaos

bench: $(VENV)/.installed-dev ## Measure the figures we promise.
	$(BIN)/python -m bench $(ARGS)

docs: $(VENV)/.installed-dev ## Build the documentation site into site/.
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lock: $(UV) ## Resolve requirements*.txt anew from pyproject.toml: hashed, without any host. UPGRADE=1 takes newer versions.
	$(COMPILE) --group build -o requirements.txt pyproject.toml
	$(COMPILE) --group build --group dev --group docs --constraint requirements.txt -o requirements-dev.txt pyproject.toml
	@! grep -nE '://' requirements.txt requirements-dev.txt

clean: ## Remove what was installed and built; the shop's data in .tuanzi stays.
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis $(SHOP)/node_modules $(SHOP)/dist $(CONSOLE)/node_modules $(CONSOLE)/dist

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tuanzi needs Python 3.11 or newer; say which: make PYTHON=python3.12 …" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet "uv>=0.9"

# The development set contains the run set, so an installed one is not thrown away for `make up`.
$(VENV)/.installed-run: requirements.txt pyproject.toml | $(UV)
	@if [ -e $(VENV)/.installed-dev ]; then $(MAKE) $(VENV)/.installed-dev; else $(call install,requirements.txt); fi
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml | $(UV)
	@$(call install,requirements-dev.txt)
	@touch $@

# Exactly the locked packages, checked by hash; then the project itself with the locked build backend.
define install
echo "installing $(1)" && $(UV) pip sync --quiet --python $(BIN)/python --require-hashes $(1) \
	&& $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
endef

%/node_modules/.installed: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund
	@touch $@
