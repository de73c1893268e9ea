"""What a request citing a particular crime must itself show."""
