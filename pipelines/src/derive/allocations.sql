-- One row = one part of a payment that counts for one invoice. Lines to invoices of other customers, or not known
-- yet, do not appear: that money is on account. The last reminder is added by the join at the end.
INSERT INTO relance.allocations_stage
WITH
    entries AS
    (
        SELECT entity_id, customer_id, invoice_id,
            -- if repeated
            argMax(occurred_on, (event_type = 'invoice.issued', recorded_at, event_id)) AS entry_on
            -- end
            -- unless repeated
            occurred_on AS entry_on
            -- end
        FROM {events}
        WHERE bucket IN {buckets: Array(UInt8)} AND event_type IN ('invoice.issued', 'balance.opening') AND invoice_id != '' {kept_openings}
        -- if repeated
        GROUP BY entity_id, customer_id, invoice_id
        -- end
    ),
    movements AS
    (
        SELECT bucket, entity_id, customer_id, event_type, event_id, occurred_on, amount, currency,
            if(payment_id = '', event_id, payment_id) AS payment,
            if(empty(allocations) AND invoice_id != '', [(invoice_id, amount, toDate(0))], allocations) AS lines,
            -- read only where it matters: JSON is dear
            if(event_type = 'payment.disputed', ifNull(toString(attributes.outcome), ''), '') AS outcome
        FROM {events}
        WHERE bucket IN {buckets: Array(UInt8)}
          AND event_type IN ('payment.received', 'payment.allocated', 'payment.rejected', 'payment.disputed')
    ),
    -- if returns
    -- payments of which more is known than their receipt
    eventful AS
    (
        SELECT DISTINCT entity_id, customer_id, payment FROM movements WHERE event_type != 'payment.received'
    ),
    -- end
    allocated AS
    (
        SELECT m.bucket AS bucket, m.entity_id AS entity_id, m.customer_id AS customer_id, m.payment AS payment,
            m.currency AS currency, m.occurred_on AS paid_on, m.line.1 AS invoice, m.line.2 AS part,
            greatest(m.occurred_on, m.line.3, e.entry_on) AS effective_on, (m.occurred_on, m.event_id, m.place) AS place
        FROM
        (
            SELECT *, line, place FROM movements ARRAY JOIN lines AS line, arrayEnumerate(lines) AS place
            WHERE event_type IN ('payment.received', 'payment.allocated') AND line.2 > 0
        ) AS m
        INNER JOIN entries AS e ON e.entity_id = m.entity_id AND e.customer_id = m.customer_id AND e.invoice_id = m.line.1
    ),
    parts AS
    (
        -- if named
        SELECT bucket, entity_id, customer_id, payment, currency, invoice, paid_on, effective_on, part AS amount,
            toDate('2149-06-06') AS rejected_on
        FROM allocated
        -- if returns
        WHERE (entity_id, customer_id, payment) NOT IN eventful
        UNION ALL
        SELECT bucket, entity_id, customer_id, payment, currency, line.2, if(received_on = toDate(0), line.5, received_on), cut.2,
            CAST(cut.1, 'Decimal(18, 4)'), cut.3
        FROM
        (
            SELECT l.bucket AS bucket, l.entity_id AS entity_id, l.customer_id AS customer_id, l.payment AS payment,
                l.currency AS currency, r.received_on AS received_on, r.returns AS returns,
                -- (place, invoice, amount, effective day, own day) in order of allocation
                arraySort(l.lines) AS lines,
                arrayEnumerate(lines) AS n,
                -- what a return says of each invoice comes first
                arrayMap(x -> arrayMap(y -> arraySum(arrayMap(q -> if(q.1 = x.2, toDecimal128(q.2, 4), 0), y.4)), returns), lines) AS named,
                arrayMap((x, i) -> arraySum((z, k) -> if(k < i AND z.2 = x.2, toDecimal128(z.3, 4), 0), lines, n), lines, n) AS same_before,
                arrayMap((x, b, s) -> arrayMap((v, c) -> greatest(toDecimal128(0, 4), least(c, b + x.3) - greatest(c - v, b)), s, arrayCumSum(s)),
                    lines, same_before, named) AS named_cuts,
                arrayMap((x, s) -> x.3 - arraySum(s), lines, named_cuts) AS left_over,
                -- the rest of it takes the unallocated part, then the allocations one after the other
                greatest(toDecimal128(0, 4), r.received - arraySum(arrayMap(x -> toDecimal128(x.3, 4), lines))) AS unallocated,
                arrayMap((x, c) -> unallocated + c - x, left_over, arrayCumSum(left_over)) AS before,
                arrayMap(y -> if(empty(y.4), toDecimal128(y.3, 4), toDecimal128(0, 4)), returns) AS general,
                arrayMap((s, x, b) -> arrayMap((v, g, c) -> v + greatest(toDecimal128(0, 4), least(c, b + x) - greatest(c - g, b)), s, general, arrayCumSum(general)),
                    named_cuts, left_over, before) AS cuts,
                -- (amount, effective day, rejected day): each cut, the won chargebacks again, what was never cut
                arrayMap((x, s) -> arrayConcat(
                    arrayMap((v, y) -> (v, x.4, greatest(x.4, y.1)), s, returns),
                    arrayMap((v, y) -> (if(y.5 < toDate('2149-06-06'), v, toDecimal128(0, 4)), greatest(x.4, y.1, y.5), toDate('2149-06-06')), s, returns),
                    [(x.3 - arraySum(s), x.4, toDate('2149-06-06'))]), lines, cuts) AS outcomes
            FROM
            (
                SELECT bucket, entity_id, customer_id, payment, any(currency) AS currency,
                    groupArray((place, invoice, part, effective_on, paid_on)) AS lines
                FROM allocated
                WHERE (entity_id, customer_id, payment) IN eventful
                GROUP BY bucket, entity_id, customer_id, payment
            ) AS l
            INNER JOIN
            (
                SELECT entity_id, customer_id, payment,
                    sumIf(toDecimal128(amount, 4), event_type = 'payment.received') AS received,
                    minIf(occurred_on, event_type = 'payment.received') AS received_on,
                    arraySort(groupArrayIf(occurred_on, outcome = 'won')) AS won,
                    arrayMap(y -> (y.1, y.2, y.3, y.4, if(y.5, arrayFirst(d -> d >= y.1, arrayPushBack(won, toDate('2149-06-06'))), toDate('2149-06-06'))),
                        arraySort(groupArrayIf((occurred_on, event_id, amount, lines, event_type = 'payment.disputed'),
                            event_type = 'payment.rejected' OR (event_type = 'payment.disputed' AND outcome NOT IN ('won', 'lost'))))) AS returns
                FROM movements
                WHERE (entity_id, customer_id, payment) IN eventful
                GROUP BY entity_id, customer_id, payment
            ) AS r ON r.entity_id = l.entity_id AND r.customer_id = l.customer_id AND r.payment = l.payment
        )
        ARRAY JOIN lines AS line, outcomes AS outcome
        ARRAY JOIN arrayFilter(x -> x.1 > 0, outcome) AS cut
        -- end
        -- end
        -- if lettered
        -- if named
        UNION ALL
        -- end
        -- what a ledger letters
        SELECT l.bucket AS bucket, l.entity_id AS entity_id, l.customer_id AS customer_id, l.credit_id AS payment, l.currency AS currency,
            l.debit_id AS invoice, l.paid_on AS paid_on, greatest(l.effective_on, e.entry_on) AS effective_on, l.amount AS amount,
            greatest(l.rejected_on, l.effective_on, e.entry_on) AS rejected_on
        FROM relance.letterings_stage AS l
        INNER JOIN entries AS e ON e.entity_id = l.entity_id AND e.customer_id = l.customer_id AND e.invoice_id = l.debit_id
        WHERE l.bucket IN {buckets: Array(UInt8)} AND l.debit_kind = 'invoice' AND l.credit_kind IN ('payment', 'balance')
        -- end
    -- if reminders
    ),
    claims AS
    (
        SELECT entity_id, customer_id, invoice_id, sent_on, argMax(reminder, reminder_id) AS reminder
        FROM
        (
            SELECT entity_id, customer_id, sent_on, reminder_id, arrayJoin(invoice_ids) AS invoice_id,
                (reminder_id, campaign_id, channel, tone, variant_id, step) AS reminder
            FROM relance.reminders_stage
            WHERE bucket IN {buckets: Array(UInt8)}
        )
        GROUP BY entity_id, customer_id, invoice_id, sent_on
    -- end
    )
SELECT
    p.bucket, p.entity_id, p.customer_id, p.invoice, p.payment, p.currency, p.paid_on, p.effective_on, p.amount, p.rejected_on,
    -- if reminders
    if(c.sent_on > toDate(0) AND p.paid_on - c.sent_on <= 60 AS reminded, c.reminder.1, ''), if(reminded, c.sent_on, NULL),
    if(reminded, c.reminder.2, ''), if(reminded, c.reminder.3, ''), if(reminded, c.reminder.4, ''),
    if(reminded, c.reminder.5, ''), if(reminded, c.reminder.6, 0), p.internal
    -- end
    -- unless reminders
    '', NULL, '', '', '', '', 0, p.internal
    -- end
FROM
(
    SELECT parts.*, k.internal AS internal
    FROM parts
    LEFT JOIN relance.customers_stage AS k ON k.entity_id = parts.entity_id AND k.customer_id = parts.customer_id
) AS p
-- if reminders
ASOF LEFT JOIN claims AS c
    ON c.entity_id = p.entity_id AND c.customer_id = p.customer_id AND c.invoice_id = p.invoice AND p.paid_on > c.sent_on
-- end
SETTINGS join_use_nulls = 0
