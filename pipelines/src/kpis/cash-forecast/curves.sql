-- One row = invoices of one habit (segment, single customer, or all by age since issue) that came into sight, were paid
-- or went out of sight at one age in days; over invoices issued in the 365 days to a day, as known on that day.
-- Invoices alike are counted first: what is most of the work is then done once for many.
SELECT base.1 AS habit, toInt32(flow.1) AS age, sum(flow.2) AS entered, sum(flow.3) AS paid, sum(flow.4) AS gone
FROM
(
    SELECT concat('s ', any(customer_kind), ' ', any(size)) AS segment,
        -- contested invoices have a habit of their own
        multiIf(contested, ['d'], regular != 0, [segment, concat('c ', any(customer_id))], [segment]) AS habits,
        arrayConcat(
            arrayMap(h -> (h, greatest(-90, least(180, since_due - since_issue)), greatest(-90, least(181, since_due))), habits),
            [('all', 0, greatest(-90, least(181, since_issue)))]) AS bases,
        is_paid, toInt64(count()) AS n
    FROM
    (
        -- paid at once: when, is a column
        SELECT customer_kind, size, customer_id, 0::UInt8 AS contested, ifNull(settled_on, {asOf: Date}) <= {asOf: Date} AS is_paid,
            least(ifNull(settled_on, {asOf: Date}), {asOf: Date}) AS last_seen, last_seen - issued_on AS since_issue, last_seen - due_on AS since_due
        FROM relance.invoices
        WHERE plain = 2
          AND issued_on > {asOf: Date} - 365 AND issued_on <= {asOf: Date} AND amount > 0 AND NOT opening
          AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
          AND currency = {currency: String} AND (internal = 0 OR {internal: UInt8} = 1)
        UNION ALL
        SELECT customer_kind, size, customer_id, arrayExists(d -> d <= {asOf: Date}, dispute_days), paid_on > toDate(0),
            multiIf(paid_on > toDate(0), paid_on, open_then > 0, {asOf: Date}, arrayMax(arrayPushFront(arrayFilter(d -> d <= {asOf: Date}, step_days), issued_on))) AS last_seen,
            last_seen - issued_on, last_seen - due_on
        FROM
        (
            SELECT *,
                arrayMax(arrayPushFront(arrayFilter((d, r) -> d <= {asOf: Date} AND r > {asOf: Date}, settled_days, reopened_days), toDate(0))) AS paid_on,
                arrayElement(arrayPushFront(step_open, greatest(amount, toDecimal64(0, 4))), arrayCount(d -> d <= {asOf: Date}, step_days) + 1) AS open_then
            FROM relance.invoices
            WHERE plain < 2
              AND issued_on > {asOf: Date} - 365 AND issued_on <= {asOf: Date} AND amount > 0 AND NOT opening
              AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
              AND currency = {currency: String} AND (internal = 0 OR {internal: UInt8} = 1)
        )
    )
    GROUP BY CAST(cityHash64(customer_kind), 'UInt64'), CAST(cityHash64(size), 'UInt64'),
        if(customer_id IN {regulars: Array(String)}, cityHash64(customer_id), 0) AS regular, contested, is_paid, since_issue, since_due
)
ARRAY JOIN bases AS base
ARRAY JOIN [(base.2, n, 0, 0), (base.3, 0, n * is_paid, n * (1 - is_paid))] AS flow
GROUP BY habit, age
ORDER BY habit, age
