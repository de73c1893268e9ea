-- address_insufficient.csv: the first official count, with the request's own words.
SELECT
    d.answer, d.record_id, d.row,
    array_to_string(list_filter(string_split(d.codes, ';'), lambda code: code[1:4] IN ('R05.', 'R06.', 'R07.', 'R08.')), ';')
        AS codes,
    array_to_string(list_filter(
        [r.address_line1, r.address_line2, r.address, r.city, r.state, r.zip, r.country], lambda part: part <> ''
    ), ', ') AS written
FROM disclosed d JOIN records r USING (row)
WHERE d.insufficient ORDER BY d.answer
