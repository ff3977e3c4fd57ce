-- One row = one opening balance of a ledger that does not count as it stands, because what happened before it is known
-- (fragment). A ledger states the whole balance of the customer on that day: what of it is not explained by the events
-- before counts as one amount without detail (`rest`), so that years may be loaded in any order.
SELECT bucket, entity_id, customer_id, currency, day, rest, arrayJoin(replaced) AS event_id
FROM
(
    SELECT bucket, entity_id, customer_id, currency, day,
        stated - before AS missing,
        -- lines of which nothing is known from before
        arrayFilter(x -> x.2 = '' OR NOT has(invoices, x.2), lines) AS unknown,
        arraySum(arrayMap(x -> x.3, unknown)) AS unknown_sum,
        -- last year's detail explains most of it, under other numbers perhaps
        abs(missing) * 2 < abs(unknown_sum) OR missing = 0 AS explained,
        arrayMap(x -> x.1, if(explained, lines, arrayFilter(x -> NOT has(unknown.1, x.1), lines))) AS gone,
        missing - if(explained, toDecimal128(0, 4), unknown_sum) AS rest,
        -- the amount needs a row even where every line stays
        if(empty(gone) AND rest != 0, [''], gone) AS replaced
    FROM
    (
        SELECT o.bucket AS bucket, o.entity_id AS entity_id, o.customer_id AS customer_id, o.currency AS currency, o.day AS day,
            o.lines AS lines, o.stated AS stated,
            arrayFilter(x -> x.1 < o.day, m.moves) AS earlier,
            arrayMax(arrayPushBack(arrayFilter(d -> d < o.day, o.days), toDate(0))) AS previous,
            arraySum(arrayMap(x -> if(x.1 >= previous, x.2, toDecimal128(0, 4)), earlier))
                + arraySum(arrayMap((d, s) -> if(d = previous, s, toDecimal128(0, 4)), o.days, o.sums)) AS before,
            arrayConcat(arrayFilter(x -> x != '', earlier.3),
                arrayFlatten(arrayMap((d, l) -> if(d < o.day, l, []), o.days, o.numbers))) AS invoices,
            previous > toDate(0) OR notEmpty(earlier) AS known
        FROM
        (
            SELECT bucket, entity_id, customer_id, currency, days, sums, numbers, opening.1 AS day, opening.2 AS stated, opening.3 AS lines
            FROM
            (
                SELECT bucket, entity_id, customer_id, currency, groupArray(of_day) AS days, groupArray(sum) AS sums,
                    groupArray(its_lines.2) AS numbers, groupArray((of_day, sum, its_lines)) AS openings
                FROM
                (
                    SELECT bucket, entity_id, customer_id, currency, occurred_on AS of_day, sum(toDecimal128(amount, 4)) AS sum,
                        groupArray((event_id, invoice_id, toDecimal128(amount, 4))) AS its_lines
                    FROM {events}
                    WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'balance.opening' AND source = 'fec'
                    GROUP BY bucket, entity_id, customer_id, currency, occurred_on
                )
                GROUP BY bucket, entity_id, customer_id, currency
            )
            ARRAY JOIN openings AS opening
        ) AS o
        LEFT JOIN
        (
            -- (day, what it does to the balance, invoice)
            SELECT entity_id, customer_id, currency, groupArray((day, change, invoice)) AS moves
            FROM
            (
                SELECT entity_id, customer_id, currency, occurred_on AS day, '' AS invoice,
                    toDecimal128(multiIf(event_type IN ('payment.received', 'invoice.credited', 'invoice.cancelled', 'invoice.written_off'), -amount,
                        event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'won', -amount,
                        event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'lost', 0, amount), 4) AS change
                FROM {events}
                WHERE bucket IN {buckets: Array(UInt8)} AND (event_type IN ('payment.received', 'invoice.credited', 'invoice.cancelled', 'invoice.written_off',
                    'payment.rejected', 'payment.refunded', 'payment.disputed') OR (event_type = 'balance.opening' AND source != 'fec' AND invoice_id = ''))
                UNION ALL
                -- an invoice that several sources tell is one
                SELECT entity_id, customer_id, argMax(currency, place), argMax(occurred_on, place), invoice_id, toDecimal128(argMax(amount, place), 4)
                FROM
                (
                    SELECT entity_id, customer_id, currency, occurred_on, invoice_id, amount,
                        (event_type = 'invoice.issued', recorded_at, event_id) AS place
                    FROM {events}
                    WHERE bucket IN {buckets: Array(UInt8)} AND (event_type = 'invoice.issued' OR (event_type = 'balance.opening' AND source != 'fec' AND invoice_id != ''))
                )
                GROUP BY entity_id, customer_id, invoice_id
            )
            GROUP BY entity_id, customer_id, currency
        ) AS m ON m.entity_id = o.entity_id AND m.customer_id = o.customer_id AND m.currency = o.currency
    )
    WHERE known
)
