"""Settings, environment and the console script."""
