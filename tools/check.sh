#!/usr/bin/env bash
# Everything that can be checked without running the tests; the first failure stops.
set -euo pipefail
bin=.venv/bin
step() { printf '%-28s' "$1"; shift; if out=$("$@" 2>&1); then echo ok; else echo FAILED; printf '%s\n' "$out"; exit 1; fi; }
step "format" $bin/ruff format --check .
step "lint" $bin/ruff check .
step "types" $bin/mypy
step "import contracts" $bin/lint-imports --config importlinter.toml
step "migrations" $bin/django-admin makemigrations --check --dry-run --settings lockgate.site.settings
step "generated docs" $bin/python -m tools.docs --check
