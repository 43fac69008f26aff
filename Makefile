# Hjärtnära. `make` alone lists what can be made.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
CODE := $(wildcard vitals edge server simulator bench deploy tests)

.PHONY: help setup setup-demo check test test-long demo bench lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## make .venv with everything the tests need (locked, with hashes)
	@python3 deploy/bootstrap/venv.py dev

setup-demo:
	@[ -e .venv/installed.json ] || python3 deploy/bootstrap/venv.py dev

check: setup ## format, lint, types
	@echo "check: format"; .venv/bin/ruff format --check -q $(CODE)
	@echo "check: lint"; .venv/bin/ruff check -q $(CODE)
	@echo "check: types"; .venv/bin/mypy $(CODE)

test: check ## everything but the long numbers; what CI runs
	@echo "test: the suite"; $(PY) -m pytest -m "not long" -q -n 2 --dist worksteal

test-long: setup ## the full numbers (hours)
	@$(PY) -m pytest -m "long" --timeout 7200

lock: setup ## lock every dependency again, with hashes and without any host's name
	@for extra in edge rules server demo dev; do \
	  .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra $$extra pyproject.toml -o lock/$$extra.txt; done
	@printf 'hatchling\neditables\n' | .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate - -o lock/build.txt

clean: ## remove what was made here
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .setup-lock build dist
