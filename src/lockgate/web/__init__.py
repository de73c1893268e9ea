"""The console: pages for officers. Each parses, calls one action or reads one, and renders; no rule, no query."""
