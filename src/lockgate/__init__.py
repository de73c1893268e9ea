"""The process between a custodian of confidential records and an agency that may lawfully ask for some of them."""
