-- One row = the sum of one measure on one day for customers alike. Invoices of which nothing but the issue is
-- known are summed first and take part as one, so are those paid at once; all others come by invoice_flows, whose numbers of measures are
-- used here too. Keys are numbers as long as possible, because that is where the time goes.
INSERT INTO relance.kpi_daily_stage
WITH
    profiles AS
    (
        SELECT profile, any(c.bucket) AS bucket, any(c.entity_id) AS entity_id, any(c.country) AS country, any(c.kind) AS kind,
            any(c.sector) AS sector, any(c.size) AS size, any(c.account_manager) AS account_manager, any(c.internal) AS internal
        FROM relance.customers AS c
        WHERE c.bucket IN {buckets: Array(UInt8)}
        GROUP BY profile
    ),
    plain_sums AS
    (
        SELECT profile, cityHash64(i.currency) AS currency_key, any(i.currency) AS currency, opening, entry_on, issued_on, due_on,
            sum(i.amount) AS amount, toDecimal128(count(), 4) AS n
        FROM relance.invoices AS i
        WHERE i.bucket IN {buckets: Array(UInt8)} AND plain = 1
        GROUP BY profile, currency_key, opening, entry_on, issued_on, due_on
    )
SELECT p.bucket, p.entity_id, s.currency, s.measure, s.day, s.of_day, p.country, p.kind, p.sector, p.size, p.account_manager,
    s.disputed, p.internal, s.value
FROM
(
    SELECT profile, any(currency) AS currency, disputed, day, of_day, sum(value) AS value,
        ['open', 'open_count', 'overdue', 'overdue_31', 'overdue_61', 'overdue_91', 'overdue_count',
     'overdue_31_count', 'overdue_61_count', 'overdue_91_count', 'disputed', 'disputed_overdue',
     'became_overdue', 'billed', 'billed_count', 'brought_forward', 'entered', 'withdrawn', 'credited',
     'cancelled', 'collected_on_invoices', 'rejected_on_invoices', 'written_off', 'paid_overdue',
     'credited_overdue', 'rejected_late', 'rejected_on_time', 'paid_within_30', 'paid_within_60',
     'paid_within_90', 'paid_by_due'][number] AS measure
    FROM
    (
        SELECT profile, currency_key, currency, 0::UInt8 AS disputed, flow.1 AS number, flow.2 AS day, flow.3 AS of_day, flow.4 AS value
        FROM plain_sums
        ARRAY JOIN arrayConcat(
            [(1::UInt8, entry_on, entry_on, amount), (2, entry_on, entry_on, n),
             (3, greatest(entry_on, due_on + 1) AS d1, d1, amount), (7, d1, d1, n), (13, d1, d1, amount),
             (4, greatest(entry_on, due_on + 31) AS d31, d31, amount), (8, d31, d31, n),
             (5, greatest(entry_on, due_on + 61) AS d61, d61, amount), (9, d61, d61, n),
             (6, greatest(entry_on, due_on + 91) AS d91, d91, amount), (10, d91, d91, n)],
            if(opening, [(16::UInt8, entry_on, entry_on, amount)],
                [(14::UInt8, issued_on, due_on, amount), (15, issued_on, issued_on, n), (17, issued_on, issued_on, n)])) AS flow
        -- if payments
        UNION ALL
        -- paid at once, summed first too: what was open or late by n days when it was paid leaves on that day. Their days
        -- of issue and of payment are told apart, because there are far fewer of each than of both together
        SELECT profile, currency_key, currency, 0, flow.1, flow.2, flow.3, flow.4
        FROM
        (
            SELECT profile, currency_key, any(code) AS currency, grouping(paid) AS by_issue, issued_on, due_on, paid,
                sum(amount) AS a, sum(n) AS one,
                sumIf(amount, paid > due_on) AS a_late, sumIf(amount, paid <= due_on) AS a_due,
                sumIf(amount, paid <= issued_on + 30) AS a_30, sumIf(amount, paid <= issued_on + 60) AS a_60, sumIf(amount, paid <= issued_on + 90) AS a_90,
                sumIf(amount, paid > due_on + 1) AS a1, sumIf(n, paid > due_on + 1) AS n1,
                sumIf(amount, paid > due_on + 31) AS a31, sumIf(n, paid > due_on + 31) AS n31,
                sumIf(amount, paid > due_on + 61) AS a61, sumIf(n, paid > due_on + 61) AS n61,
                sumIf(amount, paid > due_on + 91) AS a91, sumIf(n, paid > due_on + 91) AS n91
            FROM
            (
                SELECT profile, cityHash64(i.currency) AS currency_key, any(i.currency) AS code, issued_on, due_on, step_days[1] AS paid,
                    sum(i.amount) AS amount, toDecimal128(count(), 4) AS n
                FROM relance.invoices AS i
                WHERE i.bucket IN {buckets: Array(UInt8)} AND plain = 2
                GROUP BY profile, currency_key, issued_on, due_on, paid
            )
            GROUP BY GROUPING SETS ((profile, currency_key, issued_on, due_on), (profile, currency_key, paid))
        )
        ARRAY JOIN if(by_issue = 1,
            [(1::UInt8, issued_on, issued_on, a), (2, issued_on, issued_on, one), (14, issued_on, due_on, a),
             (15, issued_on, issued_on, one), (17, issued_on, issued_on, one), (13, due_on + 1, due_on + 1, a_late), (31, issued_on, due_on, a_due),
             (28, issued_on, issued_on, a_30), (29, issued_on, issued_on, a_60), (30, issued_on, issued_on, a_90),
             (3, due_on + 1, due_on + 1, a1), (7, due_on + 1, due_on + 1, n1), (4, due_on + 31, due_on + 31, a31), (8, due_on + 31, due_on + 31, n31),
             (5, due_on + 61, due_on + 61, a61), (9, due_on + 61, due_on + 61, n61), (6, due_on + 91, due_on + 91, a91), (10, due_on + 91, due_on + 91, n91)],
            [(1::UInt8, paid, paid, -a), (2, paid, paid, -one), (21, paid, paid, a), (24, paid, paid, a_late),
             (3, paid, paid, -a1), (7, paid, paid, -n1), (4, paid, paid, -a31), (8, paid, paid, -n31),
             (5, paid, paid, -a61), (9, paid, paid, -n61), (6, paid, paid, -a91), (10, paid, paid, -n91)]) AS flow
        -- end
        -- if unusual
        UNION ALL
        SELECT profile, cityHash64(currency), currency, disputed, measure_number, day, of_day, toDecimal128(value, 4)
        FROM relance.invoice_flows
        WHERE bucket IN {buckets: Array(UInt8)} AND plain = 0 AND measure_number != 32
        -- end
    )
    GROUP BY profile, currency_key, disputed, number, day, of_day
    HAVING value != 0
) AS s
INNER JOIN profiles AS p ON p.profile = s.profile
-- if payments
UNION ALL
-- receipts are most of what comes beside invoices
SELECT bucket, entity_id, currency, flow.1, day, day, country, kind, sector, size, account_manager, 0, internal, flow.2
FROM
(
    SELECT any(e.bucket) AS bucket, any(e.entity_id) AS entity_id, any(e.currency) AS currency, e.occurred_on AS day,
        any(c.country) AS country, any(c.kind) AS kind, any(c.sector) AS sector, any(c.size) AS size,
        any(c.account_manager) AS account_manager, any(c.internal) AS internal,
        sum(e.amount) AS received, toDecimal128(count(), 4) AS n
    FROM {events} AS e
    LEFT JOIN (SELECT * FROM relance.customers WHERE bucket IN {buckets: Array(UInt8)}) AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
    WHERE e.bucket IN {buckets: Array(UInt8)} AND e.event_type = 'payment.received'
    GROUP BY cityHash64(e.bucket, e.entity_id, e.currency, c.profile), e.occurred_on
)
ARRAY JOIN [('collected', received), ('payments_count', n)] AS flow
WHERE flow.2 != 0
-- end
SETTINGS join_use_nulls = 0
