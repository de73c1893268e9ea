"""Runs the recipient's tool: `python -m lockgate.recipient`."""

import sys

from lockgate.recipient.main import main

sys.exit(main(sys.argv[1:]))
