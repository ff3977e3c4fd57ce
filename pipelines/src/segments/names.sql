-- One row = one customer that a rule takes, largest debt first.
SELECT entity_id, customer_id, name, kind, open_amount AS open, overdue_amount AS overdue
FROM customer_attributes
WHERE {rule}
ORDER BY overdue_amount DESC, open_amount DESC, entity_id, customer_id
LIMIT {limit: UInt32}
