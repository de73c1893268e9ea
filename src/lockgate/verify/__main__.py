"""Runs the verifier: `python -m lockgate.verify`."""

import sys

from lockgate.verify.main import main

sys.exit(main(sys.argv[1:]))
