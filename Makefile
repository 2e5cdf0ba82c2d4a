# One line per target; each makes the environment first (.venv, seconds when it is there). `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo up test thorough chaos chaos-quick browser check bench golden lock clean

# Some environments forbid Python to keep what it compiled; each of the many processes of a run would compile all anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
ENV := .venv/.stamp
ARGS ?=
# How many test processes; `auto` is one per core.
WORKERS ?= auto

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' Makefile

$(ENV): requirements.lock pyproject.toml bin/bootstrap
	@bin/bootstrap

demo: $(ENV) ## Show the whole programme in minutes, with a simulator and no keys: make demo ARGS="--help"
	@$(BIN)/coaching demo $(ARGS)

up: $(ENV) ## Run the service on this machine: Redis, web and worker, until Ctrl-C
	@$(BIN)/coaching up $(ARGS)

test: $(ENV) ## Run the tests: all but the long ones on SQLite, then those of the database on PostgreSQL
	@echo "== SQLite, all tests but the long ones"
	@$(BIN)/pytest -q -n $(WORKERS) -m "not slow" $(ARGS)
	@echo "== PostgreSQL, the tests marked database"
	@COACHING_TEST_DATABASE=postgres $(BIN)/pytest -q -n $(WORKERS) -m "database and not slow" $(ARGS)

thorough: $(ENV) ## Run the long tests: whole programmes, a crash at each step, every call of the API, on both databases
	@echo "== SQLite, the long tests"
	@$(BIN)/pytest -q -n $(WORKERS) -m slow $(ARGS)
	@echo "== PostgreSQL, the long tests marked database"
	@COACHING_TEST_DATABASE=postgres $(BIN)/pytest -q -n $(WORKERS) -m "database and slow" $(ARGS)

chaos: $(ENV) ## Kill and freeze real processes for as long as you like: make chaos ARGS="--seed 7 --minutes 60"
	@$(BIN)/python -m tests.chaos $(ARGS)

chaos-quick: $(ENV) ## A short run of chaos on SQLite, two to three minutes with the calm at its end
	@$(BIN)/python -m tests.chaos --database sqlite --seed 1 --people 60 --minutes 0.5 --messages 120 --faults 30 --calm 75 $(ARGS)

browser: $(ENV) ## Run the tests in a real browser (Chromium)
	@chromium=$$(bin/find-chromium) || exit 0; \
	CHROMIUM="$$chromium" $(BIN)/pytest -q -n $(WORKERS) tests/browser $(ARGS)

check: $(ENV) ## Check style, types, layers, dependencies, lengths, docs
	@$(BIN)/python -m checks

bench: $(ENV) ## Measure; make bench ARGS="--help"
	@$(BIN)/python -m bench $(ARGS)

golden: $(ENV) ## Write the golden files of rendered messages anew; look at the diff before you commit it
	@COACHING_TEST_GOLDEN=write $(BIN)/pytest -q -m golden $(ARGS)
	@git status --short tests

lock: $(ENV) ## Resolve the dependencies anew, with hashes: all of them, and the service's alone
	@.tools/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate \
		--no-header --python-version 3.11 --group dev pyproject.toml -o requirements.lock
	@.tools/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
		--no-header --python-version 3.11 -c requirements.lock pyproject.toml -o requirements-service.lock

clean: ## Remove the environment, caches and built files; what the service stored in var/ stays
	@rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
