# Everything a newcomer and the CI need; only Python >= 3.11 and make are assumed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready

.DEFAULT_GOAL := help

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Merit needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -q -e '.[dev]'
	@touch $(READY)

setup: $(READY)  ## create the virtual environment and install

demo: $(READY)  ## start PostgreSQL, load a demo company, serve it
	$(BIN)/merit demo

test: $(READY)  ## every test, on a real PostgreSQL
	$(BIN)/python -m pytest -m 'not soak' -n auto --dist loadfile --no-loadscope-reorder

specs: $(READY)  ## the specs, printed as a description of the product
	@$(BIN)/python tests/printed.py

check: $(READY)  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## side by side with what a user would pick instead
	$(BIN)/python -m benchmarks

soak: $(READY)  ## long fault and volume runs
	-$(BIN)/python -m pip install --disable-pip-version-check -q -e '.[fuzz]'
	$(BIN)/python -m pytest -m soak

verifier: $(READY)  ## pack the auditors' program into dist/merit-verify.pyz
	@$(BIN)/python -m projections.audit.packing dist/merit-verify.pyz

clean:  ## remove the virtual environment and caches (a ledger's data stays)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

.PHONY: help setup demo test specs check bench soak verifier clean
