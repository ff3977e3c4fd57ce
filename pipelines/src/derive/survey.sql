-- One row = one bucket: how many events it has, of which kinds, and whether some do not count as they stand.
SELECT
    bucket,
    count() AS events,
    max(corrects) AS corrected,
    countIf(batch_id IN (SELECT batch_id FROM relance.hidden_loads)) AS hidden,
    countIf(startsWith(event_type, 'payment.')) AS payments,
    countIf(startsWith(event_type, 'payment.') OR event_type IN ('invoice.credited', 'invoice.cancelled', 'invoice.written_off', 'balance.opening')) AS account_events,
    countIf(event_type IN ('payment.received', 'payment.allocated') AND (invoice_id != '' OR notEmpty(allocations))) AS named,
    countIf(event_type IN ('payment.allocated', 'payment.rejected', 'payment.disputed')) AS returns,
    countIf(event_type = 'payment.disputed') AS chargebacks,
    countIf(event_type = 'invoice.credited') AS credits,
    countIf(event_type = 'customer.updated') AS customer_events,
    uniqExactIf(cityHash64(entity_id, customer_id), event_type = 'customer.updated') AS customers_told,
    countIf(startsWith(event_type, 'reminder.')) AS reminder_events,
    countIf(event_type = 'complaint.received') AS complaints,
    countIf(event_type = 'cost.recorded') AS costs,
    countIf(event_type = 'experiment.exposed') AS exposures,
    countIf(event_type = 'account.lettered') AS lettered,
    uniqExactIf(cityHash64(entity_id, customer_id, allocations[1].1), event_type = 'account.lettered') AS lettered_lines,
    countIf(event_type = 'account.lettered' AND startsWith(allocations[1].1, 'return:')) AS lettered_returns,
    -- whether a ledger opens with a balance of which something is known from before
    minIf(occurred_on, startsWith(event_type, 'invoice.') OR startsWith(event_type, 'payment.') OR event_type = 'balance.opening')
        < maxIf(occurred_on, event_type = 'balance.opening' AND source = 'fec') AS reopened,
    -- what makes an invoice more than its issue
    countIf(multiIf(event_type IN ('invoice.issued', 'balance.opening'), amount <= 0 OR length(instalments) > 1,
        startsWith(event_type, 'payment.') OR startsWith(event_type, 'reminder.') OR startsWith(event_type, 'invoice.') OR event_type = 'dispute.resolved')) AS invoice_events,
    countIf(event_type IN ('invoice.issued', 'balance.opening') AND invoice_id != '') AS issues,
    uniqExactIf(cityHash64(entity_id, customer_id, invoice_id), event_type IN ('invoice.issued', 'balance.opening') AND invoice_id != '') AS invoices
FROM relance.events
WHERE bucket IN {buckets: Array(UInt8)}
GROUP BY bucket
ORDER BY bucket
