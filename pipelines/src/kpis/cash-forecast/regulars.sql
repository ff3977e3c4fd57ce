-- One row = one customer with at least twenty invoices paid in the year to a day: his own habit is known. The largest first.
SELECT customer_id, count() AS paid
FROM relance.settlements
WHERE settled_on BETWEEN {asOf: Date} - 364 AND {asOf: Date} AND reopened_on > {asOf: Date}
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND currency = {currency: String} AND (internal = 0 OR {internal: UInt8} = 1)
GROUP BY customer_id
HAVING paid >= 20
ORDER BY sum(amount) DESC, customer_id
LIMIT 300
