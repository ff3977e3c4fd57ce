-- One row = how many customers a rule takes and what they owe.
SELECT toUInt32(count()) AS customers, sum(open_amount) AS open, sum(overdue_amount) AS overdue,
    toUInt32(countIf(kind IN ('', 'consumer', 'sole_trader'))) AS natural_persons
FROM customer_attributes
WHERE {rule}
