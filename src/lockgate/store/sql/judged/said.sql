-- What the law said of these combinations.
SELECT combination, outcome, subject, rule, state, code, citation FROM judged
WHERE combination IN (SELECT unnest($combinations)) ORDER BY combination, rule, code
