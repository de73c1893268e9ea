"""Shipped agreement packs: data, one folder each, with one Markdown file per clause."""
