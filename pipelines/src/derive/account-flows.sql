-- One row = one day on which what a customer has on account changed, or how much of his overdue amount it covers.
-- A payment is on account from its day; each effective allocation takes it off; what an invoice got too much
-- comes back. Refunds take from it; below zero they wait as refund_unexplained for their credit note.
INSERT INTO relance.account_flows_stage
WITH
    cash AS
    (
        {cash}
    ),
    late AS
    (
        SELECT * FROM
        (
            -- nothing happened to it, or it was paid at once: to plan invoice_flows takes longer than to do this
            SELECT bucket, entity_id, customer_id, currency, change.1 AS day, toDecimal128(change.2, 4) AS overdue, toDecimal128(0, 4) AS disputed
            FROM relance.invoices
            ARRAY JOIN multiIf(
                plain = 1, [(greatest(entry_on, due_on + 1), amount)],
                assumeNotNull(settled_on) > greatest(entry_on, due_on + 1), [(greatest(entry_on, due_on + 1), amount), (assumeNotNull(settled_on), -amount)],
                []) AS change
            WHERE bucket IN {buckets: Array(UInt8)} AND plain > 0
            -- if unusual
            UNION ALL
            SELECT bucket, entity_id, customer_id, currency, day,
                sumIf(toDecimal128(value, 4), measure_number = 3), sumIf(toDecimal128(value, 4), measure_number = 12)
            FROM relance.invoice_flows
            WHERE bucket IN {buckets: Array(UInt8)} AND plain = 0 AND measure_number IN (3, 12)
            GROUP BY bucket, entity_id, customer_id, currency, day
            -- end
        )
        -- only of customers who ever have something on account
        WHERE (entity_id, customer_id) IN (SELECT entity_id, customer_id FROM cash WHERE x > 0)
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
