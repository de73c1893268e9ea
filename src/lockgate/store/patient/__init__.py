"""PostgreSQL for Django, with a bound on how long one statement is waited for."""
