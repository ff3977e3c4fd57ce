-- One row = one invoice that neither plain-invoices.sql nor paid-invoices.sql has taken.
SELECT 1 FROM ({issues})
WHERE (entity_id, customer_id, invoice_id) NOT IN
    (SELECT entity_id, customer_id, invoice_id FROM relance.invoices_stage WHERE bucket IN {buckets: Array(UInt8)})
LIMIT 1
