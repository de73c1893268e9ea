# Every task of the project. `make run`, `make demo` and `make test` each work as the first command on a fresh
# Debian machine with Python 3.11, git and make.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: help run demo test test-spark nightly soak races check tour fix bench docs zipapp lock known-weaknesses patterns clean

PYTHON ?= python3
# Where make run serves.
LISTEN ?= 127.0.0.1:8480
BIN := .venv/bin
RUN_DONE := .venv/.run-installed
TEST_DONE := .venv/.test-installed
SPARK_DONE := .venv/.spark-installed
BENCH_DONE := .venv/.bench-installed
WEAKNESSES_DONE := .venv/.weaknesses-installed
# Thousands of offices are founded by the tests, each of whose acts waits for the disk: in memory, where there is room.
IN_MEMORY := $(shell [ -w /dev/shm ] && [ "$$(df --output=avail -m /dev/shm | tail -1)" -gt 4000 ] && echo TMPDIR=/dev/shm)
# The tests start processes by the hundred: each would compile the package anew where nothing compiled may be kept.
export PYTHONDONTWRITEBYTECODE :=

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: $(RUN_DONE)  ## the demo, then its office in your browser, with a cast to sign in as; Ctrl-C stops it (LISTEN=)
	$(BIN)/lockgate demo --further
	$(BIN)/lockgate serve --home build/demo/home --cast --listen $(LISTEN)

demo: $(RUN_DONE)  ## one synthetic batch the whole way, into build/demo
	$(BIN)/lockgate demo

test: $(TEST_DONE)  ## every test, but for the few that take many minutes
	$(IN_MEMORY) $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not spark"

test-spark: $(SPARK_DONE)  ## the Spark engine against the others, row by row (Java 17)
	$(BIN)/pytest -m spark tests/spark tests/integration/actions/test_acts_spark.py

nightly: $(TEST_DONE)  ## the tests that take many minutes
	$(IN_MEMORY) $(BIN)/pytest -n 2 -m slow

soak: $(TEST_DONE)  ## a release killed at every system call, and 10,000 calls that fail (SOAK_ROUNDS=, SOAK_ERRORS=)
	DJANGO_SETTINGS_MODULE=lockgate.site.settings PYTHONPATH=tests:src:. $(BIN)/python tests/faults/soak.py --rounds $(or $(SOAK_ROUNDS),0) --errors $(or $(SOAK_ERRORS),10000)

races: $(TEST_DONE)  ## an order entered at any instant of what lets packages leave, 1,000 times (RACES=, RACES_POSTGRESQL=)
	DJANGO_SETTINGS_MODULE=lockgate.site.settings PYTHONPATH=tests:src:. $(BIN)/python tests/faults/races.py --sqlite $(or $(RACES),1000) --postgresql $(or $(RACES_POSTGRESQL),200)

check: $(TEST_DONE)  ## format, lint, types, import contracts, migrations, generated docs
	tools/check.sh

tour: $(TEST_DONE)  ## take the stale pictures of README's tour anew, by the browser tests
	$(IN_MEMORY) $(BIN)/pytest --take-tour $(wildcard tests/faces/web/*_browser.py) tests/faces/web/test_console_safeguards.py tests/faces/web/test_console_rounds.py

fix: $(TEST_DONE)  ## format and mend what a machine can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BENCH_DONE)  ## time and memory; QUICK=1 for two minutes
	$(BIN)/python -m bench.run $(if $(QUICK),--quick)

docs: $(TEST_DONE)  ## write the generated pages anew
	$(BIN)/python -m tools.docs

zipapp: | .venv/bin/python  ## the stand-alone verifier, one file, the same bytes on every machine
	$(BIN)/python tools/build_verifier.py

lock: $(TEST_DONE)  ## resolve the pinned requirements anew
	tools/lock.sh

known-weaknesses: $(WEAKNESSES_DONE)  ## compare what is pinned with the lists of known weaknesses (LIST=pypi, osv or the address of a copy)
	@$(BIN)/python tools/known_weaknesses.py $(BIN)/pip-audit $(or $(LIST),pypi) npm

patterns: $(TEST_DONE)  ## judge every new regular expression, by recheck (npm); the judgements are tests/house/patterns.toml
	npm install --prefix build/recheck --no-save --no-audit --no-fund --loglevel=error recheck@4.5.0
	$(BIN)/python -m tools.patterns

clean:  ## remove what was built
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	tools/venv.sh $(PYTHON)

$(RUN_DONE): requirements/run.txt pyproject.toml | .venv/bin/python
	tools/install.sh run

$(TEST_DONE): requirements/test.txt pyproject.toml tools/outsiders.sh tools/validator.sh | .venv/bin/python
	tools/outsiders.sh
	tools/validator.sh
	tools/install.sh test
	touch $(RUN_DONE)

$(SPARK_DONE): requirements/spark.txt | $(TEST_DONE)
	tools/java.sh
	tools/install.sh spark

$(BENCH_DONE): requirements/bench.txt | $(TEST_DONE)
	tools/install.sh bench

$(WEAKNESSES_DONE): requirements/weaknesses.txt | $(TEST_DONE)
	tools/install.sh weaknesses
