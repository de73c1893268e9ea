-- unsupported.csv: the answers that some rule failed, by which rules and why.
SELECT answer, record_id, row, rules, codes, not_checked FROM disclosed WHERE outcome = 'unsupported' ORDER BY answer
