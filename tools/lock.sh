#!/usr/bin/env bash
# Resolve requirements/*.txt anew: pinned, hashed, and without any registry address.
set -euo pipefail
.venv/bin/python -m pip install -q uv
compile() {
  .venv/bin/uv pip compile pyproject.toml "$@" --generate-hashes --no-emit-index-url --no-header --no-annotate -q \
    --python-version 3.11
}
compile --extra build -o requirements/run.txt
compile --extra build --extra test --extra pg --extra people -o requirements/test.txt
