-- One row = one verdict of a line of the ledger: `also` names the other customers of whom the line says the same.
SELECT entity_id, day, arrayJoin(arrayPushFront(also, customer_id)), campaign_id, revision, reason, params, invoices, reminder_id,
    channel, kind, step_id, level, tone, segment_id, variant_id, currency, total_due, not_before
FROM input('entity_id String, day Date, customer_id String, also Array(String), campaign_id String, revision UInt64, reason String,
    params String, invoices Array(Tuple(invoice_id String, reason String)), reminder_id String, channel String, kind String,
    step_id String, level UInt8, tone String, segment_id String, variant_id String, currency String, total_due Decimal(18, 4),
    not_before Nullable(DateTime64(3, \'UTC\'))')
