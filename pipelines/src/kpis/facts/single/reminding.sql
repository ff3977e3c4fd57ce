-- One row = one period, cut value, currency and measure: how many reminders invoices paid in full in it had before.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString(cut) AS cut, money AS currency,
    part.1 AS measure, toDecimal128(part.2, 4) AS value
FROM
(
    SELECT period, {cut} AS cut, {money} AS money,
        arrayJoin([('settled_count', toFloat64(count())), ('reminders_before', toFloat64(sum(reminded))),
            ('settled_reminded', toFloat64(countIf(reminded > 0))),
            ('days_after_reminder', if(countIf(reminded > 0) = 0, 0, quantileExactInclusiveIf(0.5)(toFloat64(days), reminded > 0)))]) AS part
    FROM
    (
        SELECT e.entity_id AS entity_id, e.customer_id AS customer_id, e.currency AS currency, period,
            any(e.country) AS country, any(e.customer_kind) AS kind, any(e.sector) AS sector, any(e.size) AS size,
            any(e.account_manager) AS account_manager,
            countIf(r.sent_on > toDate(0) AND r.sent_on < e.settled_on) AS reminded,
            dateDiff('day', maxIf(r.sent_on, r.sent_on < e.settled_on), e.settled_on) AS days
        FROM relance.settlements AS e
        ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
        LEFT JOIN
        (
            SELECT entity_id, customer_id, claimed, sent_on FROM relance.reminders ARRAY JOIN invoice_ids AS claimed
        ) AS r ON r.entity_id = e.entity_id AND r.customer_id = e.customer_id AND r.claimed = e.invoice_id
        WHERE e.settled_on BETWEEN period.1 AND period.2 AND e.reopened_on > period.2
          AND (empty({entities: Array(String)}) OR e.entity_id IN {entities: Array(String)})
          AND (empty({customers: Array(String)}) OR e.customer_id IN {customers: Array(String)})
          AND ({currency: String} = '' OR e.currency = {currency: String})
          AND (e.internal = 0 OR {internal: UInt8} = 1)
        GROUP BY e.entity_id, e.customer_id, e.currency, e.invoice_id, e.settled_on, period
    )
    GROUP BY period, cut, money
)
SETTINGS join_use_nulls = 0
