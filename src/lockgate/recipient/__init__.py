"""The recipient's own tool: fetch, open, acknowledge."""
