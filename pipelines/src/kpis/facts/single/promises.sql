-- One row = one period, cut value, currency and measure: promises that fell due in it (their last day and two working
-- days more) and those that were kept: at least 95 % paid from the promise to then on the invoices named, or on any
-- where none is named. Withdrawn, replaced, and contested or credited ones leave; so no two share a payment.
WITH said AS
(
    SELECT entity_id, customer_id, event_id, currency, occurred_on AS made_on, occurred_on AS counted_from, amount,
        toDateOrZero(ifNull(toString(attributes.until), '')) AS until,
        arrayMap(x -> ifNull(x, ''), attributes.invoices.:`Array(Nullable(String))`) AS named, 0 AS planned
    FROM relance.events_current
    WHERE event_type = 'promise.made'
    UNION ALL
    -- each instalment of a plan is a promise, counted from the day after the one before
    SELECT entity_id, customer_id, event_id, currency, occurred_on,
        greatest(occurred_on, if(n = 1, occurred_on, addDays(instalments[n - 1].1, 1))), instalments[n].2, instalments[n].1, [], 1
    FROM relance.events_current
    ARRAY JOIN arrayEnumerate(instalments) AS n
    WHERE event_type = 'plan.agreed'
),
due AS
(
    SELECT *, addDays(until, if(planned, 0, [2, 2, 2, 4, 4, 3, 2][toDayOfWeek(until)])) AS deadline
    FROM said
    WHERE until >= made_on
),
given AS
(
    SELECT d.entity_id AS entity_id, d.customer_id AS customer_id, d.event_id AS event_id, d.until AS until, sum(a.amount) AS paid
    FROM due AS d
    INNER JOIN relance.allocations AS a ON a.entity_id = d.entity_id AND a.customer_id = d.customer_id
    WHERE a.effective_on BETWEEN d.counted_from AND d.deadline AND a.rejected_on > d.deadline AND a.currency = d.currency
      AND (empty(d.named) OR has(d.named, a.invoice_id))
    GROUP BY ALL
),
-- a later promise or a withdrawal before the deadline, about some of the same invoices
void AS
(
    SELECT d.entity_id AS entity_id, d.customer_id AS customer_id, d.event_id AS event_id, d.until AS until
    FROM due AS d
    INNER JOIN
    (
        SELECT entity_id, customer_id, event_id, made_on AS on_day, named FROM due
        UNION ALL
        SELECT entity_id, customer_id, event_id, occurred_on, [] FROM relance.events_current WHERE event_type = 'promise.withdrawn'
    ) AS o ON o.entity_id = d.entity_id AND o.customer_id = d.customer_id
    WHERE o.event_id != d.event_id AND o.on_day <= d.deadline AND (o.on_day, o.event_id) > (d.made_on, d.event_id)
      AND (empty(o.named) OR empty(d.named) OR hasAny(o.named, d.named))
    UNION DISTINCT
    SELECT d.entity_id, d.customer_id, d.event_id, d.until
    FROM due AS d
    INNER JOIN relance.invoices AS i ON i.entity_id = d.entity_id AND i.customer_id = d.customer_id
    WHERE has(d.named, i.invoice_id) AND (arrayExists((x, y) -> x BETWEEN d.made_on AND d.deadline AND y > 0, i.dispute_days, i.dispute_amounts)
        OR arrayExists((x, k, o) -> x BETWEEN d.made_on AND d.deadline AND k IN (1, 2) AND o <= 0, i.step_days, i.step_kinds, i.step_open))
)
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut, currency,
    part.1 AS measure, sum(part.2) AS value
FROM
(
    SELECT e.entity_id AS entity_id, e.customer_id AS customer_id, e.currency AS currency, period,
        c.country AS country, c.kind AS kind, c.sector AS sector, c.size AS size, c.account_manager AS account_manager,
        ifNull(g.paid, 0) >= e.amount * 0.95 AS kept,
        [('promises', toDecimal128(1, 4)), ('promises_amount', toDecimal128(e.amount, 4)),
         ('promises_kept', toDecimal128(kept, 4)), ('promises_kept_amount', toDecimal128(if(kept, e.amount, 0), 4))] AS parts_of
    FROM due AS e
    ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
    LEFT JOIN given AS g ON g.entity_id = e.entity_id AND g.customer_id = e.customer_id AND g.event_id = e.event_id AND g.until = e.until
    LEFT JOIN relance.customers AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
    WHERE e.deadline BETWEEN period.1 AND period.2
      AND (e.entity_id, e.customer_id, e.event_id, e.until) NOT IN (SELECT entity_id, customer_id, event_id, until FROM void)
      AND (empty({entities: Array(String)}) OR e.entity_id IN {entities: Array(String)})
      AND (empty({customers: Array(String)}) OR e.customer_id IN {customers: Array(String)})
      AND ({currency: String} = '' OR e.currency = {currency: String})
      AND (c.internal = 0 OR {internal: UInt8} = 1)
)
ARRAY JOIN parts_of AS part
GROUP BY period, cut, currency, part.1
SETTINGS join_use_nulls = 0
