-- outcomes.csv: exactly one line per input row, in order. A formula-like id stays text in a spreadsheet.
SELECT
    CASE WHEN regexp_matches(o.record_id, '^ *[=+\-@\t\r\n＝＋－＠]') THEN '''' || o.record_id ELSE nullif(o.record_id, '') END AS record_id,
    j.outcome, nullif(j.grounds, '') AS grounds, o.row
FROM outcome o JOIN judged j USING (combination)
ORDER BY o.row
