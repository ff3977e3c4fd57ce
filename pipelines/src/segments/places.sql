-- One row = one customer that a rule takes, with the first segment that he fits.
SELECT entity_id, customer_id, {segment} AS segment FROM customer_attributes WHERE {rule}
