-- One row = one dated flow of some customers (fragment, takes the place of kpi_totals); `these` says which ones.
SELECT entity_id, currency, measure, day, of_day, internal, toDecimal128(value, 4) AS value, customer_id AS customer
FROM relance.invoice_flows
WHERE {these}
UNION ALL
SELECT f.entity_id, f.currency, change.1, f.day, f.day, c.internal, toDecimal128(change.2, 4), f.customer_id
FROM (SELECT * FROM relance.account_flows WHERE {these}) AS f
ARRAY JOIN [('on_account', on_account), ('refund_unexplained', refund_unexplained), ('undetailed', undetailed), ('open', undetailed),
    ('brought_forward', greatest(undetailed, toDecimal64(0, 4))), ('netted_overdue', netted_overdue), ('netted_disputed', netted_disputed)] AS change
LEFT JOIN relance.customers AS c ON c.entity_id = f.entity_id AND c.customer_id = f.customer_id
UNION ALL
SELECT p.entity_id, p.currency, flow.1, p.occurred_on, p.occurred_on, c.internal, flow.2, p.customer_id
FROM
(
    SELECT entity_id, customer_id, currency, occurred_on, event_type, toDecimal128(amount, 4) AS paid, ifNull(toString(attributes.outcome), '') AS outcome
    FROM relance.events_current
    WHERE {these} AND event_type IN ('payment.received', 'payment.rejected', 'payment.disputed')
) AS p
ARRAY JOIN multiIf(
    event_type = 'payment.received', [('collected', paid), ('payments_count', toDecimal128(1, 4))],
    event_type = 'payment.disputed' AND outcome = 'won', [('collected', paid)],
    event_type = 'payment.disputed' AND outcome = 'lost', [],
    [('collected', -paid), ('rejections_count', toDecimal128(1, 4))]) AS flow
LEFT JOIN relance.customers AS c ON c.entity_id = p.entity_id AND c.customer_id = p.customer_id
