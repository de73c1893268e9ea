"""Measurements: time and memory of the bulk work, beside a bare scan of the same file in the same run."""
