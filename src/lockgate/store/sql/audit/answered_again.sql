-- answered_again.csv: answers to a record that an earlier line of the file had answered.
SELECT d.answer, d.record_id, d.row, f.first AS first_answer
FROM disclosed d JOIN (SELECT row, min(answer) AS first FROM disclosed GROUP BY row) f USING (row)
WHERE d.answered_again ORDER BY d.answer
