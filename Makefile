# Hjärtnära. `make` alone lists what can be made. Nothing needs a file edited; only `make setup` may ask for root.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
CODE := $(wildcard conftest.py vitals edge server simulator bench deploy docs tests)
# Every process that a test starts would compile our code anew, and pytest every test in each of its processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup venv check format lint types doors test test-long test-vm coverage journey demo bench docs lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## what the tests need: Debian's packages (root, if any is missing) and .venv, locked with hashes
	@python3 deploy/bootstrap/debian.py test
	@python3 deploy/bootstrap/venv.py dev

venv:
	@python3 deploy/bootstrap/venv.py dev

check: format lint types doors ## format, lint, types and doors, in a few seconds

format: venv
	@echo "check: format"; $(BIN)/ruff format --check -q $(CODE)

lint: venv
	@echo "check: lint"; $(BIN)/ruff check -q $(CODE)

types: venv
	@echo "check: types$$([ -d .mypy_cache ] || echo ' (half a minute the first time)')"; $(BIN)/mypy $(CODE)

doors: venv
	@echo "check: doors"; said=$$($(BIN)/lint-imports 2>&1) || { echo "$$said"; exit 1; }

TESTS := $(BIN)/python -m pytest -q
AGAIN := --last-failed --last-failed-no-failures none
BROWSER := tests/browser -o cache_dir=.pytest_cache/browser
ONCE_MORE := echo "test: once more, what failed"; $(TESTS) $(AGAIN)

test: setup format lint doors ## all tests but the long numbers; what CI runs (aim: ten minutes on two cores; now twenty)
	@# Playwright keeps an event loop of its own in the process: what drives a browser runs apart, beside the suite. What fails
	@# runs once more, one at a time, before it counts: a fault fails again, a busy machine does not. Many tests wait for a
	@# process, a radio or a clock, so more of them than cores run at a time, and what may take long begins (dealing.py).
	@# The types are checked by what the tests leave of the processor. Types and browser speak when the suite has spoken.
	@# On a fresh machine every process of the tests would compile our code anew, at the same time.
	@$(BIN)/python -m compileall -q -j 2 vitals edge server simulator tests/support
	@said=$$(mktemp -d); trap 'kill $$(jobs -p) 2> /dev/null; rm -rf $$said' EXIT; failed=0; \
	  nice $(BIN)/mypy $(CODE) > $$said/types 2>&1 & types=$$!; \
	  $(TESTS) -m "not long" $(BROWSER) $(ARGS) > $$said/browser 2>&1 & browser=$$!; \
	  echo "test: the suite, and beside it the browser"; \
	  $(TESTS) -m "not long" -n 3 --dist worksteal --ignore=tests/browser $(ARGS) || { $(ONCE_MORE); } || failed=1; \
	  wait $$browser; did=$$?; echo "test: the browser"; cat $$said/browser; \
	  [ $$did = 0 ] || { $(ONCE_MORE) $(BROWSER); } || failed=1; \
	  echo "check: types"; wait $$types || { cat $$said/types; failed=1; }; \
	  exit $$failed

test-long: setup ## the full numbers: seeds, kills, power cuts (hours)
	@echo "test: the long numbers"; $(TESTS) -m long --ignore=tests/browser --timeout 7200 $(ARGS)
	@echo "test: the browser's"; $(TESTS) -m long tests/browser $(ARGS)
	@echo "test: 1,000 examples where 100 are tried"; \
	  $(TESTS) -m "hypothesis and not properties and not browser" -n 2 --hypothesis-profile=searching --timeout 600 $(ARGS)
	@echo "test: 10,000 examples of each property"; \
	  PROPERTY_EXAMPLES=10000 $(TESTS) -m properties -n 2 --dist worksteal $(ARGS)

test-vm: venv ## the radio's tests again, with a real bluetoothd and kernel under QEMU (minutes; docs/radio.md says how far it comes)
	@python3 deploy/bootstrap/debian.py test-vm
	@echo "test-vm: all it makes lies in build/vm"; $(BIN)/python -m tests.vm $(ARGS)

coverage: setup ## the tests again, and which lines and branches they never reach
	@$(BIN)/python -m pytest -m "not long and not browser" -q -n 2 --dist worksteal --cov --cov-report=term $(ARGS)

journey: setup ## only the journeys: real processes, killed at random
	@echo "test: the journeys"; $(BIN)/python -m pytest -m "journey and not long" -v $(ARGS)

demo: ## show what the product is for (ARGS="--speed 4", ARGS="--once"); Ctrl-C ends it
	@python3 deploy/bootstrap/venv.py demo
	@$(BIN)/nara demo $(ARGS)

bench: setup ## measure, and print ratios against floors and others
	@$(BIN)/python -m bench $(ARGS)

docs: venv ## write again what the manual takes from the code
	@$(BIN)/python docs/draw.py

lock: venv ## lock every dependency again, with hashes and without any host's name
	@for extra in edge rules server demo dev; do echo "lock: $$extra"; \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra $$extra pyproject.toml -o lock/$$extra.txt || exit 1; done
	@echo "lock: build"; printf 'hatchling\neditables\n' | $(BIN)/uv pip compile -q --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate - -o lock/build.txt

clean: ## remove what was made here
	@rm -rf .venv .setup-lock .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
