-- One row = one time that an invoice became paid in full.
INSERT INTO relance.settlements_stage
SELECT bucket, entity_id, customer_id, invoice_id, currency, settled_day, reopened_day, issued_on, due_on, amount,
    toInt32(settled_day - issued_on), toInt32(settled_day - due_on), opening, ever_disputed, country, customer_kind,
    sector, size, account_manager, internal
FROM relance.invoices_stage
ARRAY JOIN settled_days AS settled_day, reopened_days AS reopened_day
WHERE bucket IN {buckets: Array(UInt8)}
