-- One row = one invoice as it was issued or brought forward (fragment of invoices.sql).
SELECT
    bucket, entity_id, customer_id, invoice_id, currency, event_type = 'balance.opening' AS opening,
    if(opening AND issued_on > toDate(0), issued_on, occurred_on) AS issued_on,
    occurred_on AS entry_on,
    if(due_on > toDate(0), due_on, issued_on) AS due,
    if(length(instalments) > 1, arraySort(instalments), []) AS ordered,
    ordered.1 AS due_days, ordered.2 AS due_amounts,
    amount, ifNull(toString(attributes.kind), '') AS kind
FROM {events}
WHERE bucket IN {buckets: Array(UInt8)} AND event_type IN ('invoice.issued', 'balance.opening') AND invoice_id != '' {kept_openings}
