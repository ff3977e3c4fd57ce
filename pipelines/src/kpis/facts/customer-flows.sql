-- One row = one dated flow of one of the customers asked for (fragment, takes the place of kpi_totals).
SELECT entity_id, currency, measure, day, of_day, internal, toDecimal128(value, 4) AS value, customer_id AS customer
FROM relance.invoice_flows
WHERE customer_id IN {customers: Array(String)} AND bucket IN (SELECT cityHash64(arrayJoin({customers: Array(String)})) % 16)
UNION ALL
SELECT f.entity_id, f.currency, change.1, f.day, f.day, c.internal, toDecimal128(change.2, 4), f.customer_id
FROM relance.account_flows AS f
ARRAY JOIN [('on_account', on_account), ('refund_unexplained', refund_unexplained), ('undetailed', undetailed), ('open', undetailed),
    ('brought_forward', greatest(undetailed, toDecimal64(0, 4))), ('netted_overdue', netted_overdue), ('netted_disputed', netted_disputed)] AS change
LEFT JOIN relance.customers AS c ON c.entity_id = f.entity_id AND c.customer_id = f.customer_id
WHERE f.customer_id IN {customers: Array(String)}
UNION ALL
SELECT entity_id, currency, 'collected', occurred_on, occurred_on, 0,
    toDecimal128(multiIf(event_type = 'payment.received', amount, event_type = 'payment.rejected', -amount,
        ifNull(toString(attributes.outcome), '') = 'won', amount, ifNull(toString(attributes.outcome), '') = 'lost', 0, -amount), 4), customer_id
FROM relance.events_current
WHERE customer_id IN {customers: Array(String)} AND event_type IN ('payment.received', 'payment.rejected', 'payment.disputed')
