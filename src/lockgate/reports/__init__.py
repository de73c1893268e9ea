"""Rows to HTML, text and CSV; the same bytes each time."""
