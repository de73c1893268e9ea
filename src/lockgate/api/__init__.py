"""The gateway over HTTP: plain views that parse, call one action, and answer; no session, no cookie."""
