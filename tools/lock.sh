#!/usr/bin/env bash
# Resolve requirements/*.txt anew: pinned, hashed, and without any registry address.
set -euo pipefail
.venv/bin/python -m pip install -q uv
compile() {
  .venv/bin/uv pip compile pyproject.toml "$@" --generate-hashes --no-emit-index-url --no-header --no-annotate -q \
    --python-version 3.11
}
compile --extra build -o requirements/run.txt
all=(--extra build --extra test --extra pg --extra hsm --extra people)
compile "${all[@]}" -o requirements/test.txt
compile "${all[@]}" --extra spark -c requirements/test.txt -o requirements/spark.txt
compile "${all[@]}" --extra bench -c requirements/test.txt -o requirements/bench.txt
compile "${all[@]}" --extra weaknesses -c requirements/test.txt -o requirements/weaknesses.txt
