-- disclosures.csv: one line an answer.
SELECT
    answer, record_id, row, outcome, rules, not_checked, not_checked_rules, tied, answered_again, address,
    address_compared, matched_by
FROM disclosed ORDER BY answer
