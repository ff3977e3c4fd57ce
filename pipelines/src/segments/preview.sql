-- One row = one customer that a rule takes, largest debt first, beside the sums over all that it takes.
SELECT entity_id, customer_id, name, kind, open_amount AS open, overdue_amount AS overdue,
    toUInt32(count() OVER ()) AS customers, sum(open_amount) OVER () AS open_sum, sum(overdue_amount) OVER () AS overdue_sum,
    toUInt32(countIf(kind IN ('', 'consumer', 'sole_trader')) OVER ()) AS natural_persons
FROM customer_attributes
WHERE {rule}
ORDER BY overdue_amount DESC, open_amount DESC, entity_id, customer_id
LIMIT {limit: UInt32}
