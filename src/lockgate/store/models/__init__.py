"""The tables. ``store/app.py`` imports each module here; only ``store`` imports them otherwise."""
