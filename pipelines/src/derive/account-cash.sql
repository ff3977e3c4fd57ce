-- One row = one day on which the account of a customer moves (fragment of account-flows.sql).
SELECT bucket, entity_id, customer_id, currency, day, sum(x) AS x, sum(undetailed) AS undetailed, sum(settled) AS settled
FROM
(
    SELECT bucket, entity_id, customer_id, currency, occurred_on AS day, toDecimal128(multiIf(
            event_type IN ('payment.received', 'invoice.credited', 'invoice.written_off'), amount,
            event_type = 'balance.opening', greatest(toDecimal64(0, 4), -amount),
            event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'won', amount,
            event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'lost', 0,
            -amount), 4) AS x,
        toDecimal128(if(event_type = 'balance.opening', greatest(toDecimal64(0, 4), amount), 0), 4) AS undetailed,
        -- what lettering settles of balances without detail
        toDecimal128(0, 4) AS settled
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND (event_type IN ('payment.received', 'invoice.credited',
        'payment.rejected', 'payment.disputed', 'payment.refunded') OR (event_type = 'balance.opening' AND invoice_id = '' {kept_openings})
        -- a loss of which no invoice is named waits for its lettering
        OR (event_type = 'invoice.written_off' AND invoice_id = ''))
    {opening_rests}
    UNION ALL
    SELECT bucket, entity_id, customer_id, currency, effective_on, -toDecimal128(amount, 4), 0, 0
    FROM relance.allocations WHERE bucket IN {buckets: Array(UInt8)}
    UNION ALL
    SELECT bucket, entity_id, customer_id, currency, rejected_on, toDecimal128(amount, 4), 0, 0
    FROM relance.allocations WHERE bucket IN {buckets: Array(UInt8)} AND rejected_on < toDate('2149-06-06')
    -- if credits
    UNION ALL
    -- credit notes leave the account for the invoice they name, once it is known
    SELECT c.bucket, c.entity_id, c.customer_id, c.currency, greatest(c.occurred_on, i.entry_on), -toDecimal128(c.amount, 4), 0, 0
    FROM relance.invoices AS i
    INNER JOIN
    (
        SELECT bucket, entity_id, customer_id, invoice_id, currency, occurred_on, amount
        FROM {events}
        WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'invoice.credited' AND invoice_id != ''
    ) AS c ON i.entity_id = c.entity_id AND i.customer_id = c.customer_id AND i.invoice_id = c.invoice_id
    WHERE i.bucket IN {buckets: Array(UInt8)}
    -- end
    -- if lettered
    UNION ALL
    -- so do credit notes and losses for what is lettered with them
    SELECT l.bucket, l.entity_id, l.customer_id, l.currency, greatest(l.effective_on, i.entry_on), -toDecimal128(l.amount, 4), 0, 0
    FROM relance.invoices AS i
    INNER JOIN
    (
        SELECT bucket, entity_id, customer_id, currency, debit_id, effective_on, amount
        FROM relance.letterings
        WHERE bucket IN {buckets: Array(UInt8)} AND debit_kind = 'invoice' AND credit_kind IN ('credit', 'loss')
    ) AS l ON i.entity_id = l.entity_id AND i.customer_id = l.customer_id AND i.invoice_id = l.debit_id
    WHERE i.bucket IN {buckets: Array(UInt8)}
    UNION ALL
    SELECT bucket, entity_id, customer_id, currency, effective_on, 0, 0, toDecimal128(amount, 4)
    FROM relance.letterings
    WHERE bucket IN {buckets: Array(UInt8)} AND debit_kind = 'balance'
    -- end
    -- if unusual
    UNION ALL
    -- what invoices got too much
    SELECT bucket, entity_id, customer_id, currency, change.1, toDecimal128(change.2, 4), 0, 0
    FROM relance.invoices
    ARRAY JOIN arrayPushFront(
        arrayMap((d, x, i) -> (d, x - if(i = 1, greatest(-amount, toDecimal64(0, 4)), step_excess[i - 1])), step_days, step_excess, arrayEnumerate(step_days)),
        (entry_on, greatest(-amount, toDecimal64(0, 4)))) AS change
    WHERE bucket IN {buckets: Array(UInt8)} AND plain = 0 AND (amount < 0 OR arrayExists(x -> x > 0, step_excess))
    -- end
)
GROUP BY bucket, entity_id, customer_id, currency, day
HAVING x != 0 OR undetailed != 0 OR settled != 0
