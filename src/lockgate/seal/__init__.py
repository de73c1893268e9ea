"""Released packages: bytes in, bytes out."""
