"""The office's own rules: who may do what, when, and on whose proposal."""
