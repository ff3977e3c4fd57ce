-- One row = one customer that a rule takes.
SELECT entity_id, customer_id FROM customer_attributes WHERE {rule} ORDER BY entity_id, customer_id
