-- One row = one invoice with one payment that holds, and nothing else that happened to it (fragment).
SELECT entity_id, customer_id, invoice_id, any(amount) AS amount, any(effective_on) AS day
FROM relance.allocations_stage
WHERE bucket IN {buckets: Array(UInt8)} AND (entity_id, customer_id, invoice_id) NOT IN ({touched_otherwise})
GROUP BY entity_id, customer_id, invoice_id
HAVING count() = 1 AND any(rejected_on) = toDate('2149-06-06')
