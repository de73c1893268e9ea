"""Widths of columns that several tables share."""

HASH_DIGITS = 64
"""Hexadecimal digits of a SHA-256 hash."""

NONCE_DIGITS = 32
"""Hexadecimal digits of 16 random bytes: an id, a nonce, a salt."""

WORD_LENGTH = 200
"""A word of a closed list, a name, or an id in a register."""
