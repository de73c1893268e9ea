"""A witness for somebody else's log: it sees every checkpoint first, and cosigns what only ever grows."""
