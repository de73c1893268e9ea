-- One page of the rows whose judgement is as wanted, in row order; '' where anything will do.
WITH wanted AS (
    SELECT DISTINCT combination FROM judged
    WHERE ($outcome = '' OR outcome = $outcome) AND ($rule = '' OR rule = $rule)
        AND ($state = '' OR state = $state) AND ($code = '' OR code = $code)
)
SELECT row, combination FROM judged_rows SEMI JOIN wanted USING (combination) ORDER BY row LIMIT $most OFFSET $past
