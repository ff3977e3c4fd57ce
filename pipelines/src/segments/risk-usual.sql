-- One row = the usual invoice of a customer, as if it were issued on the day asked for (fragment).
SELECT entity_id, customer_id, {asOf: Date} AS day, toUInt8(0) AS late, avg(toFloat64(i.amount)) AS amount,
    avg(toFloat64(i.due_on - issued_on)) AS terms, toDate(0) AS due_on
FROM relance.invoices AS i
WHERE i.amount > 0 AND opening = 0 AND issued_on BETWEEN {asOf: Date} - 730 AND {asOf: Date}
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
GROUP BY entity_id, customer_id
