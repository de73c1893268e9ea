-- One row a record, in order: every column the facts are made from, and the counts as yes or no.
SELECT
    r.row, r.record_id, r.intake, r.given_name, r.family_name,
    CASE WHEN r.address_line1 <> '' THEN r.address_line1 ELSE r.address END AS line1,
    r.address_line2 AS line2, r.city, r.state, r.zip, r.country, r.address_basis,
    r.tin, r.tax_periods, r.statute, r.authority, r.final_order_date, r.order_case_number, r.removal_ground,
    r.judicial_review, r.court_final_order_date, r.relief_declared, r.entry_date, r.prior_removal_date, r.found_date,
    r.matter_kind, r.matter_id, r.investigation_opened, r.reason, r.officers,
    date_diff('day', try_cast(r.final_order_date AS DATE), try_cast(r.investigation_opened AS DATE)) AS opened_after_order,
    date_diff('day', try_cast(r.court_final_order_date AS DATE), try_cast(r.investigation_opened AS DATE))
        AS opened_after_court,
    date_diff('day', try_cast(r.prior_removal_date AS DATE), try_cast(r.found_date AS DATE)) AS found_after_removal,
    m.matter_id IS NOT NULL AS matter_over,
    coalesce(a.records, 0) AS address_records,
    coalesce(c.records, 0) AS reason_records,
    q.row IS NOT NULL AS repeated
FROM records r
JOIN asked k USING (row)
LEFT JOIN matters_over m ON m.matter_id = r.matter_id AND k.stands
LEFT JOIN addresses_over a ON a.address_key = k.address_key AND k.stands
LEFT JOIN reasons_masked x ON x.row = r.row
LEFT JOIN reasons_over c ON c.masked = x.masked
LEFT JOIN repeated q ON q.row = r.row
ORDER BY r.row;
