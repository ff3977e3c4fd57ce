-- One row = one creditor that has data: an accepted load or an invoice.
WITH
    accepted AS
    (
        SELECT
            entity_id,
            max(last_day) AS last_day,
            min(history_from) AS history_from,
            min(complete_through) AS complete_through,
            groupUniqArrayIf(currency, currency != '') AS currencies
        FROM loads FINAL
        WHERE state = 'accepted' AND entity_id != ''
        GROUP BY entity_id
    ),
    billed AS
    (
        SELECT entity_id, min(issued_on) AS first_day, max(issued_on) AS last_issue, groupUniqArray(currency) AS currencies
        FROM invoices
        GROUP BY entity_id
    )
SELECT
    ids.entity_id AS entity_id,
    if(names.name = '', entity_id, names.name) AS name,
    arraySort(arrayDistinct(arrayConcat(billed.currencies, accepted.currencies))) AS currencies,
    if(names.currency = '', currencies[1], names.currency) AS currency,
    if(names.time_zone = '', 'UTC', names.time_zone) AS time_zone,
    toBool(names.is_demo) AS is_demo,
    billed.first_day AS first_day,
    coalesce(accepted.last_day, billed.last_issue) AS last_day,
    accepted.history_from AS history_from,
    accepted.complete_through AS complete_through
FROM (SELECT entity_id FROM accepted UNION DISTINCT SELECT entity_id FROM billed) AS ids
LEFT JOIN accepted ON accepted.entity_id = ids.entity_id
LEFT JOIN (SELECT entity_id, toNullable(first_day) AS first_day, toNullable(last_issue) AS last_issue, currencies FROM billed) AS billed
    ON billed.entity_id = ids.entity_id
LEFT JOIN (SELECT * FROM entities FINAL) AS names ON names.entity_id = ids.entity_id
WHERE empty({entities: Array(String)}) OR has({entities: Array(String)}, entity_id)
ORDER BY is_demo, entity_id
