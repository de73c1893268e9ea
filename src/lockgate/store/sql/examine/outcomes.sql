-- outcomes.csv: exactly one line per input row, as given.
SELECT record_id, outcome, grounds, row FROM given
