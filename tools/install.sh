#!/usr/bin/env bash
# Install the pinned requirements of one set (run or test) and lockgate itself into .venv.
set -euo pipefail
set_name=$1
export PIP_DISABLE_PIP_VERSION_CHECK=1
.venv/bin/python -m pip install -q --require-hashes -r "requirements/$set_name.txt"
.venv/bin/python -m pip install -q --no-build-isolation --no-deps -e .
touch ".venv/.$set_name-installed"
