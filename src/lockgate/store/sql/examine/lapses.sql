-- Days between two stated days, in the order of the records; NULL where one of them is not stated.
SELECT
    date_diff('day', try_cast(final_order_date AS DATE), try_cast(investigation_opened AS DATE)) AS opened_after_order,
    date_diff('day', try_cast(court_final_order_date AS DATE), try_cast(investigation_opened AS DATE))
        AS opened_after_court,
    date_diff('day', try_cast(prior_removal_date AS DATE), try_cast(found_date AS DATE)) AS found_after_removal
FROM records
