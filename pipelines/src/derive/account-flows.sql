-- One row = one day on which what a customer has on account changed, or how much of his overdue amount it covers.
-- A payment is on account from its day; each effective allocation takes it off; what an invoice got too much
-- comes back. Refunds take from it; below zero they wait as refund_unexplained for their credit note.
INSERT INTO relance.account_flows_stage
WITH
    cash AS
    (
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
            FROM relance.allocations_stage WHERE bucket IN {buckets: Array(UInt8)}
            UNION ALL
            SELECT bucket, entity_id, customer_id, currency, rejected_on, toDecimal128(amount, 4), 0, 0
            FROM relance.allocations_stage WHERE bucket IN {buckets: Array(UInt8)} AND rejected_on < toDate('2149-06-06')
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
                FROM relance.letterings_stage
                WHERE bucket IN {buckets: Array(UInt8)} AND debit_kind = 'invoice' AND credit_kind IN ('credit', 'loss')
            ) AS l ON i.entity_id = l.entity_id AND i.customer_id = l.customer_id AND i.invoice_id = l.debit_id
            WHERE i.bucket IN {buckets: Array(UInt8)}
            UNION ALL
            SELECT bucket, entity_id, customer_id, currency, effective_on, 0, 0, toDecimal128(amount, 4)
            FROM relance.letterings_stage
            WHERE bucket IN {buckets: Array(UInt8)} AND debit_kind = 'balance'
            -- end
            -- if touched
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
    ),
    late AS
    (
        SELECT bucket, entity_id, customer_id, currency, day,
            sumIf(toDecimal128(value, 4), measure_number = 3) AS overdue, sumIf(toDecimal128(value, 4), measure_number = 12) AS disputed
        FROM relance.invoice_flows
        WHERE bucket IN {buckets: Array(UInt8)} AND measure_number IN (3, 12)
          -- only of customers who ever have something on account
          AND (entity_id, customer_id) IN (SELECT entity_id, customer_id FROM cash WHERE x > 0)
        GROUP BY bucket, entity_id, customer_id, currency, day
    )
SELECT bucket, entity_id, customer_id, currency, change.1, change.2, change.3, change.4, change.5, change.6
FROM
(
    -- each step in a query of its own, the first one innermost (see invoices.sql)
    SELECT bucket, entity_id, customer_id, currency,
        arrayMap((d, i) -> (d.1,
            on_account[i] - if(i = 1, toDecimal128(0, 4), on_account[i - 1]),
            unexplained[i] - if(i = 1, toDecimal128(0, 4), unexplained[i - 1]),
            rests[i] - if(i = 1, toDecimal128(0, 4), rests[i - 1]),
            netted_overdue[i] - if(i = 1, toDecimal128(0, 4), netted_overdue[i - 1]),
            netted_disputed[i] - if(i = 1, toDecimal128(0, 4), netted_disputed[i - 1])), days, arrayEnumerate(days)) AS changes
    FROM (
    SELECT *,
        arrayMap((a, o, n) -> least(a, o) - n, on_account, arrayCumSum(days.4), netted_overdue) AS netted_disputed
    FROM (
    SELECT *,
        arrayMap((a, o, d) -> least(a, o - d), on_account, arrayCumSum(days.4), arrayCumSum(days.5)) AS netted_overdue
    FROM (
    SELECT *,
        arrayMap(b -> greatest(toDecimal128(0, 4), b), balances) AS on_account,
        arrayMap(b -> greatest(toDecimal128(0, 4), -b), balances) AS unexplained
    FROM (
    SELECT *,
        arrayMap((u, t) -> u - t, brought, taken) AS rests,
        arrayMap((b, t) -> b - t, arrayCumSum(days.2), taken) AS balances
    FROM (
    SELECT *,
        -- no more than there is: of an opening that last year's detail replaced, invoices are what is open
        arrayMap((u, s) -> greatest(toDecimal128(0, 4), least(u, s)), brought, arrayCumSum(days.6)) AS taken
    FROM (
    SELECT bucket, entity_id, customer_id, currency,
        arraySort(groupArray((day, x, undetailed, overdue, disputed, settled))) AS days,
        arrayCumSum(days.3) AS brought
    FROM
    (
        SELECT bucket, entity_id, customer_id, currency, day, sum(x) AS x, sum(undetailed) AS undetailed,
            sum(overdue) AS overdue, sum(disputed) AS disputed, sum(settled) AS settled
        FROM
        (
            SELECT bucket, entity_id, customer_id, currency, day, x, undetailed, toDecimal128(0, 4) AS overdue, toDecimal128(0, 4) AS disputed, settled FROM cash
            UNION ALL
            SELECT bucket, entity_id, customer_id, currency, day, 0, 0, overdue, disputed, 0 FROM late
        )
        GROUP BY bucket, entity_id, customer_id, currency, day
    )
    GROUP BY bucket, entity_id, customer_id, currency
    ))))))
)
ARRAY JOIN arrayFilter(c -> c.2 != 0 OR c.3 != 0 OR c.4 != 0 OR c.5 != 0 OR c.6 != 0, changes) AS change
