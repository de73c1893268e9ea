"""The verbs, one act a file."""
