"""A synthetic custodian, agency and cast, and one batch the whole way."""
