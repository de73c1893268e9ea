"""RFC 6962 hashing and the C2SP formats of a transparency log."""
