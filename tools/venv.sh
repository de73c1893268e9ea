#!/usr/bin/env bash
# Make .venv with Python 3.11 or later; on Debian as root the missing venv module is installed.
set -euo pipefail
python=${1:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "lockgate needs Python 3.11 or later; $python is older. Give another: make PYTHON=/path/to/python3.11" >&2
  exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
  else
    echo "The Python module venv is missing. Install it (Debian: apt-get install python3-venv) and try again." >&2
    exit 2
  fi
fi
"$python" -m venv .venv
