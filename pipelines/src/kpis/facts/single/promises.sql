-- One row = one period, cut value, currency and measure: promises that fell due in it (their last day and two working
-- days more) and those that were kept: at least 95 % paid from the promise to then on the invoices named, or on any
-- where none is named. Withdrawn, replaced, and contested or credited ones leave; so no two share a payment.
-- What is known of a customer stands in one row: promises joined to promises row by row take ten times as long to plan
-- as to run.
WITH said AS
(
    SELECT entity_id, customer_id, arrayFilter(x -> x.until >= x.made_on, groupArrayArray(promised)) AS due,
        groupArrayIf((occurred_on, event_id), event_type = 'promise.withdrawn') AS withdrawn
    FROM
    (
        SELECT entity_id, customer_id, event_id, event_type, occurred_on,
            toDateOrZero(ifNull(toString(attributes.until), '')) AS last_day,
            -- each instalment of a plan is a promise, counted from the day after the one before
            CAST(multiIf(
                event_type = 'promise.made', [(event_id, currency, occurred_on, occurred_on, amount, last_day,
                    addDays(last_day, [2, 2, 2, 4, 4, 3, 2][toDayOfWeek(last_day)]),
                    arrayMap(x -> ifNull(x, ''), attributes.invoices.:`Array(Nullable(String))`))],
                event_type = 'plan.agreed', arrayMap((x, n) -> (event_id, currency, occurred_on,
                    greatest(occurred_on, if(n = 1, occurred_on, addDays(instalments[n - 1].1, 1))), x.2, x.1, x.1, []::Array(String)),
                    instalments, arrayEnumerate(instalments)),
                []), 'Array(Tuple(event_id String, currency String, made_on Date, counted_from Date, amount Decimal(18, 4),
                    until Date, deadline Date, named Array(String)))') AS promised
        FROM relance.events_current
        WHERE event_type IN ('promise.made', 'plan.agreed', 'promise.withdrawn')
          AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
          AND (empty({customers: Array(String)}) OR customer_id IN {customers: Array(String)})
    )
    GROUP BY entity_id, customer_id
)
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut, currency,
    part.1 AS measure, sum(part.2) AS value
FROM
(
    SELECT e.entity_id AS entity_id, e.customer_id AS customer_id, e.promise.currency AS currency, period,
        c.country AS country, c.kind AS kind, c.sector AS sector, c.size AS size, c.account_manager AS account_manager,
        arraySum(x -> if(x.1 BETWEEN e.promise.counted_from AND e.promise.deadline AND x.2 > e.promise.deadline
            AND x.3 = e.promise.currency AND (empty(e.promise.named) OR has(e.promise.named, x.4)), x.5, toDecimal64(0, 4)),
            a.paid) >= e.promise.amount * 0.95 AS kept,
        [('promises', toDecimal128(1, 4)), ('promises_amount', toDecimal128(e.promise.amount, 4)),
         ('promises_kept', toDecimal128(kept, 4)), ('promises_kept_amount', toDecimal128(if(kept, e.promise.amount, 0), 4))] AS parts_of
    FROM
    (
        SELECT entity_id, customer_id, promise
        FROM said
        ARRAY JOIN due AS promise
        -- a later promise or a withdrawal before the deadline, about some of the same invoices
        WHERE NOT arrayExists(o -> o.event_id != promise.event_id AND o.made_on <= promise.deadline
                AND (o.made_on, o.event_id) > (promise.made_on, promise.event_id)
                AND (empty(o.named) OR empty(promise.named) OR hasAny(o.named, promise.named)), due)
          AND NOT arrayExists(o -> o.1 <= promise.deadline AND (o.1, o.2) > (promise.made_on, promise.event_id), withdrawn)
    ) AS e
    ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
    LEFT JOIN
    (
        SELECT entity_id, customer_id, groupArray((effective_on, rejected_on, currency, invoice_id, amount)) AS paid
        FROM relance.allocations
        WHERE (entity_id, customer_id) IN (SELECT entity_id, customer_id FROM relance.events WHERE event_type IN ('promise.made', 'plan.agreed'))
        GROUP BY entity_id, customer_id
    ) AS a ON a.entity_id = e.entity_id AND a.customer_id = e.customer_id
    LEFT JOIN
    (
        -- days on which an invoice was contested, credited or cancelled
        SELECT entity_id, customer_id, groupArray((invoice_id, arrayConcat(
            arrayFilter((x, y) -> y > 0, dispute_days, dispute_amounts),
            arrayFilter((x, k, o) -> k IN (1, 2) AND o <= 0, step_days, step_kinds, step_open)) AS days)) AS contested
        FROM relance.invoices
        WHERE (entity_id, customer_id) IN (SELECT entity_id, customer_id FROM relance.events WHERE event_type = 'promise.made')
          AND notEmpty(days)
        GROUP BY entity_id, customer_id
    ) AS i ON i.entity_id = e.entity_id AND i.customer_id = e.customer_id
    LEFT JOIN relance.customers AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
    WHERE e.promise.deadline BETWEEN period.1 AND period.2
      AND NOT arrayExists(x -> has(e.promise.named, x.1)
            AND arrayExists(d -> d BETWEEN e.promise.made_on AND e.promise.deadline, x.2), i.contested)
      AND ({currency: String} = '' OR e.promise.currency = {currency: String})
      AND (c.internal = 0 OR {internal: UInt8} = 1)
)
ARRAY JOIN parts_of AS part
GROUP BY period, cut, currency, part.1
SETTINGS join_use_nulls = 0
