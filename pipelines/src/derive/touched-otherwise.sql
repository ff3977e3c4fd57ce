-- One row = one invoice to which something other than a payment happened after its issue (fragment).
SELECT entity_id, customer_id, invoice_id FROM {events}
WHERE bucket IN {buckets: Array(UInt8)} AND invoice_id != '' AND event_type IN
    ('invoice.credited', 'invoice.cancelled', 'invoice.written_off', 'invoice.disputed', 'dispute.resolved')
-- if lettered
UNION ALL
SELECT entity_id, customer_id, debit_id FROM relance.letterings_stage
WHERE bucket IN {buckets: Array(UInt8)} AND debit_kind = 'invoice' AND credit_kind IN ('credit', 'loss')
-- end
-- if reminders
UNION ALL
SELECT entity_id, customer_id, arrayJoin(invoice_ids) FROM relance.reminders_stage WHERE bucket IN {buckets: Array(UInt8)}
-- end
