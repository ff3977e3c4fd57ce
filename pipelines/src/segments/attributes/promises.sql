-- One row = one customer with the promises that he broke as of a day: less than 95 % paid two working days after it.
-- A promise that a later one replaced or that was withdrawn is neither kept nor broken.
SELECT entity_id, customer_id, toUInt32(countIf(paid < 0.95 * promised)) AS broken_promises
FROM
(
    SELECT p.entity_id AS entity_id, p.customer_id AS customer_id, p.event_id AS event_id, any(p.amount) AS promised,
        sumIf(a.amount, a.effective_on BETWEEN p.made_on AND p.last_day AND a.rejected_on > p.last_day
            AND (empty(p.invoices) OR has(p.invoices, a.invoice_id))) AS paid
    FROM
    (
        SELECT entity_id, customer_id, event_id, occurred_on AS made_on, amount, currency,
            toDateOrZero(ifNull(toString(attributes.until), '')) AS until,
            JSONExtract(ifNull(toJSONString(attributes.invoices), '[]'), 'Array(String)') AS invoices,
            -- a Thursday or Friday has the weekend before its second working day
            until + multiIf(toDayOfWeek(until) IN (4, 5), 4, toDayOfWeek(until) = 6, 3, 2) AS last_day,
            leadInFrame(occurred_on, 1, toDate('2149-06-06')) OVER (
                PARTITION BY entity_id, customer_id ORDER BY occurred_at, event_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_on
        FROM relance.events_current
        WHERE event_type IN ('promise.made', 'promise.withdrawn') AND occurred_on <= {asOf: Date}
          AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
        -- a withdrawal has no last day
        QUALIFY until > toDate(0) AND last_day < {asOf: Date} AND next_on > until
    ) AS p
    LEFT JOIN relance.allocations AS a
        ON a.entity_id = p.entity_id AND a.customer_id = p.customer_id AND a.currency = p.currency
    GROUP BY p.entity_id, p.customer_id, p.event_id
)
GROUP BY entity_id, customer_id
