-- One row = one customer who owes nothing and of whom nothing was heard since a day, though something is known of him.
SELECT c.entity_id AS entity_id, c.customer_id AS customer_id
FROM relance.customers AS c
WHERE c.name != c.customer_id
    AND (c.entity_id, c.customer_id) NOT IN (SELECT entity_id, customer_id FROM relance.invoices WHERE open > 0)
    AND (c.entity_id, c.customer_id) NOT IN (SELECT entity_id, customer_id FROM relance.events WHERE occurred_on >= {since: Date})
ORDER BY entity_id, customer_id
LIMIT {limit: UInt32}
