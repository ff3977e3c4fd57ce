-- One row = invoices of one habit (segment, single customer, or all by age since issue) that came into sight, were paid
-- or went out of sight at one age in days; over invoices issued in the 365 days to a day, as known on that day.
SELECT base.1 AS habit, toInt32(flow.1) AS age, sum(flow.2) AS entered, sum(flow.3) AS paid, sum(flow.4) AS gone
FROM
(
    SELECT issued_on, due_on,
        arrayMax(arrayPushFront(arrayFilter((d, r) -> d <= {asOf: Date} AND r > {asOf: Date}, settled_days, reopened_days), toDate(0))) AS paid_on,
        arrayElement(arrayPushFront(step_open, greatest(amount, toDecimal64(0, 4))), arrayCount(d -> d <= {asOf: Date}, step_days) + 1) AS open_then,
        multiIf(paid_on > toDate(0), paid_on, open_then > 0, {asOf: Date}, arrayMax(arrayPushFront(arrayFilter(d -> d <= {asOf: Date}, step_days), issued_on))) AS last_seen,
        -- contested invoices have a habit of their own
        multiIf(arrayExists(d -> d <= {asOf: Date}, dispute_days), ['d'], has({regulars: Array(String)}, customer_id), [concat('s ', customer_kind, ' ', size), concat('c ', customer_id)], [concat('s ', customer_kind, ' ', size)]) AS habits,
        arrayConcat(arrayMap(h -> (h, due_on), habits), [('all', issued_on)]) AS bases
    FROM relance.invoices
    WHERE issued_on > {asOf: Date} - 365 AND issued_on <= {asOf: Date} AND amount > 0 AND NOT opening
      AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
      AND currency = {currency: String} AND (internal = 0 OR {internal: UInt8} = 1)
)
ARRAY JOIN bases AS base
ARRAY JOIN [
    (greatest(-90, least(180, issued_on - base.2)), 1, 0, 0),
    (greatest(-90, least(181, last_seen - base.2)), 0, toInt64(paid_on > toDate(0)), toInt64(paid_on = toDate(0)))] AS flow
GROUP BY base.1, age
ORDER BY base.1, age
