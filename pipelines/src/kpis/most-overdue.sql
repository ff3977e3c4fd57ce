-- One row = one customer and currency among those who owe most overdue on a day; who owes as much as the last is there too.
SELECT o.customer_id AS customer_id
FROM ({open_invoices}) AS o
WHERE o.overdue > 0 AND (o.internal = 0 OR {internal: UInt8} = 1)
GROUP BY o.entity_id, o.customer_id, o.currency
ORDER BY sum(o.overdue) DESC
LIMIT {limit: UInt32} WITH TIES
