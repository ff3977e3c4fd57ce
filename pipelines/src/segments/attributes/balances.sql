-- One row = one customer with what he owes as of a day; amounts in his creditor's currency, counts in any.
SELECT
    o.entity_id AS entity_id, o.customer_id AS customer_id,
    sumIf(o.open, own) AS open_amount, sumIf(o.overdue, own) AS overdue_amount,
    toUInt32(count()) AS open_invoices, toUInt32(countIf(o.overdue > 0)) AS overdue_invoices,
    if(overdue_invoices = 0, NULL, toInt32({asOf: Date} - minIf(o.oldest, o.overdue > 0))) AS oldest_days_late
FROM
(
    -- a creditor without a currency of its own takes every amount as it is
    SELECT *, home IN ('', currency) AS own
    FROM ({open_invoices}) AS i
    LEFT JOIN (SELECT entity_id, currency AS home FROM relance.entities FINAL) AS e ON e.entity_id = i.entity_id
) AS o
GROUP BY entity_id, customer_id
