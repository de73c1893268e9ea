-- Every row whose judgement is as wanted, with what is not met or not checked of it, for a table that people open.
CREATE OR REPLACE TEMP TABLE listed AS
WITH wanted AS (
    SELECT DISTINCT combination FROM judged
    WHERE ($outcome = '' OR outcome = $outcome) AND ($rule = '' OR rule = $rule)
        AND ($state = '' OR state = $state) AND ($code = '' OR code = $code)
),
told AS (
    SELECT
        combination, any_value(outcome) AS outcome,
        string_agg(if(code = '', rule, code), ';' ORDER BY rule, code) FILTER (WHERE state = 'not_met') AS not_met,
        string_agg(if(code = '', rule, code), ';' ORDER BY rule, code) FILTER (WHERE state = 'not_checked') AS not_checked
    FROM judged SEMI JOIN wanted USING (combination)
    GROUP BY combination
)
SELECT row, outcome, not_met, not_checked FROM judged_rows JOIN told USING (combination) ORDER BY row
