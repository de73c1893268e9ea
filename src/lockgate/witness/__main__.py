"""Runs the witness's tool: `python -m lockgate.witness`."""

import sys

from lockgate.witness.main import main

sys.exit(main(sys.argv[1:]))
