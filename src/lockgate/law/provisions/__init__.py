"""One file per paragraph of the law, rule by rule in the statute's order."""
