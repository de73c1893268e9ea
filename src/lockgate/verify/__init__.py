"""The stand-alone verifier for outsiders."""
