-- How many records have a judgement as wanted; '' where anything will do.
SELECT coalesce(sum(records), 0) FROM (
    SELECT DISTINCT combination, records FROM judged
    WHERE ($outcome = '' OR outcome = $outcome) AND ($rule = '' OR rule = $rule)
        AND ($state = '' OR state = $state) AND ($code = '' OR code = $code)
)
