-- One row = one customer with how he pays, from his history as of a day, and why; empty where nothing fits.
-- Natural persons have none until an assessment of data protection is recorded.
SELECT
    c.entity_id AS entity_id, c.customer_id AS customer_id,
    c.kind IN ('', 'consumer', 'sole_trader') AND {naturalPersons: UInt8} = 0 AS withheld,
    arrayElement({handProfiles: Array(String)}, indexOf({handKeys: Array(String)}, concat(c.entity_id, '\n', c.customer_id))) AS by_hand,
    h.paid AS paid, h.share_late AS share_late, h.mean_days_late AS mean_days_late, h.spread AS spread,
    h.first_on AS first_on, o.overdue_90 AS overdue_90, v.insolvent AS insolvent, v.rejected AS rejected,
    v.controls AS controls, v.contested AS contested, a.answered AS answered, a.reminded AS reminded,
    h.billed AS billed, sum(h.billed) OVER (PARTITION BY c.entity_id) AS all_billed,
    multiIf(
        v.insolvent OR (v.rejected >= 2 AND o.overdue_90 > 0), 'insolvent',
        h.paid < 3, 'new',
        h.share_late <= 0.15, 'good',
        v.controls >= 3 AND h.share_late >= 0.3, 'over_controlled',
        h.share_late >= 0.6 AND h.spread <= 10 AND (c.size = 'large' OR h.billed >= 0.05 * all_billed), 'dominant',
        h.share_late >= 0.6 AND h.spread <= 10, 'organised_late',
        a.reminded >= 3 AND a.answered / a.reminded >= 0.6, 'sincere_forgetter',
        v.contested >= 2 AND h.share_late BETWEEN 0.2 AND 0.8, 'selective',
        h.share_late >= 0.3 AND h.spread > 10, 'disorganised',
        '') AS found,
    multiIf(withheld, '', by_hand != '', by_hand, found) AS profile
FROM relance.customers AS c
LEFT JOIN
(
    SELECT entity_id, customer_id, toUInt32(count()) AS paid, countIf(days_late > 0) / count() AS share_late,
        avg(days_late) AS mean_days_late, stddevPop(days_late) AS spread, min(issued_on) AS first_on,
        toFloat64(sum(amount)) AS billed
    FROM relance.settlements
    WHERE settled_on BETWEEN {asOf: Date} - 730 AND {asOf: Date} AND reopened_on > {asOf: Date}
    GROUP BY entity_id, customer_id
) AS h ON h.entity_id = c.entity_id AND h.customer_id = c.customer_id
LEFT JOIN
(
    SELECT entity_id, customer_id, toUInt32(countIf(late_91 > 0)) AS overdue_90
    FROM ({open_invoices})
    GROUP BY entity_id, customer_id
) AS o ON o.entity_id = c.entity_id AND o.customer_id = c.customer_id
LEFT JOIN
(
    SELECT entity_id, customer_id, max(event_type = 'insolvency.opened') AS insolvent,
        toUInt32(countIf(event_type = 'payment.rejected')) AS rejected,
        toUInt32(countIf(event_type = 'invoice.disputed')) AS contested,
        toUInt32(countIf(event_type = 'contact.logged'
            AND ifNull(toString(attributes.late_reason), '') IN ('waiting_for_approval', 'invoice_not_received', 'wrong_reference'))) AS controls
    FROM relance.events_current
    WHERE event_type IN ('insolvency.opened', 'payment.rejected', 'invoice.disputed', 'contact.logged')
      AND occurred_on BETWEEN {asOf: Date} - 730 AND {asOf: Date}
    GROUP BY entity_id, customer_id
) AS v ON v.entity_id = c.entity_id AND v.customer_id = c.customer_id
LEFT JOIN
(
    -- invoices that were reminded of, and those paid within a week of the first reminder
    SELECT r.entity_id AS entity_id, r.customer_id AS customer_id, toUInt32(count()) AS reminded,
        toUInt32(countIf(i.settled_on BETWEEN r.first_on AND least(r.first_on + 7, {asOf: Date}))) AS answered
    FROM
    (
        SELECT entity_id, customer_id, invoice_id, min(sent_on) AS first_on
        FROM relance.reminders ARRAY JOIN invoice_ids AS invoice_id
        WHERE sent_on BETWEEN {asOf: Date} - 730 AND {asOf: Date}
        GROUP BY entity_id, customer_id, invoice_id
    ) AS r
    INNER JOIN relance.invoices AS i
        ON i.entity_id = r.entity_id AND i.customer_id = r.customer_id AND i.invoice_id = r.invoice_id
    GROUP BY r.entity_id, r.customer_id
) AS a ON a.entity_id = c.entity_id AND a.customer_id = c.customer_id
WHERE c.internal = 0 AND (empty({entities: Array(String)}) OR c.entity_id IN {entities: Array(String)})
