-- findings.csv: the findings about the submission first (no row), then those about records, by row and rule.
SELECT row, record_id, rule, state, nullif(code, '') AS code, subject, citation FROM (
    SELECT NULL::BIGINT AS row, NULL::VARCHAR AS record_id, rule, state, code, subject, citation FROM about_submission
    UNION ALL
    SELECT
        o.row,
        CASE WHEN regexp_matches(o.record_id, '^ *[=+\-@\t\r\n＝＋－＠]') THEN '''' || o.record_id ELSE nullif(o.record_id, '') END,
        f.rule, f.state, f.code, f.subject, f.citation
    FROM outcome o JOIN finding f USING (combination)
)
WHERE state <> 'met' OR (SELECT every_state FROM wanted)
ORDER BY row NULLS FIRST, rule
