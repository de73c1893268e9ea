"""Scripts of the project: generated pages, measurements, the verifier's archive."""
