-- One row = one invoice that had fallen due by the day asked for, and whether it was paid late (fragment). Of long
-- histories a share drawn by the hash of the number.
SELECT entity_id, customer_id, issued_on AS day, toUInt8(settled_on IS NULL OR settled_on > due_on) AS late,
    toFloat64(i.amount) AS amount, toFloat64(due_on - issued_on) AS terms, due_on
FROM relance.invoices AS i
WHERE i.amount > 0 AND opening = 0 AND internal = 0 AND due_on < {asOf: Date} AND state NOT IN ('credited', 'cancelled')
  AND (customer_kind NOT IN ('', 'consumer', 'sole_trader') OR {naturalPersons: UInt8} = 1)
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
ORDER BY cityHash64(customer_id, invoice_id)
LIMIT {most: UInt32}
