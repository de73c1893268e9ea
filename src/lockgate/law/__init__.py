"""The statute and the agreement: values in, findings out."""
