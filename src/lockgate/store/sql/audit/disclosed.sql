-- Every answer with what was found about it, in the order of the answers; each list of a look back is a part of this.
CREATE OR REPLACE TABLE disclosed AS
SELECT
    t.answer, t.record_id, t.row, j.outcome,
    nullif(j.rules, '') AS rules, nullif(j.codes, '') AS codes,
    j.not_checked, nullif(j.not_checked_rules, '') AS not_checked_rules,
    t.tied, t.again AS answered_again,
    nullif(j.address, '') AS address, j.compared AS address_compared,
    w.written AS matched_by, j.insufficient, j.never_confirmed
FROM tied t
JOIN looked l USING (answer)
JOIN judgement j USING (judged)
LEFT JOIN ways w USING (way)
ORDER BY t.answer;
