-- One row = one period, cut value and measure: reminders of the period by what came of them, and customers moved to act.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString(cut) AS cut, '' AS currency,
    reaction.1 AS measure, toDecimal128(reaction.2, 4) AS value
FROM
(
    SELECT period, {cut} AS cut,
        arrayJoin([('reached', sum(delivered)), ('clicked', sum(clicked)), ('replied', sum(replied)), ('bounced', sum(bounced)),
            ('sent', count()), ('opted_out', sum(opted_out)), ('customers_reminded', uniqExact(entity_id, customer)),
            ('customers_active', uniqExactIf((entity_id, customer), acted))]) AS reaction
    FROM
    (
        SELECT e.entity_id AS entity_id, e.customer_id AS customer, e.campaign_id AS campaign, e.channel AS channel, e.tone AS tone,
            e.variant_id AS variant, period, e.delivered AS delivered, e.clicked AS clicked, e.replied AS replied, e.bounced AS bounced,
            o.reminder_id != '' AS opted_out,
            e.replied > 0 OR arrayExists(d -> d > e.sent_on AND d <= period.2, p.days) AS acted
        FROM relance.reminders AS e
        ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
        LEFT JOIN
        (
            SELECT entity_id, customer_id, groupUniqArray(day) AS days
            FROM
            (
                SELECT entity_id, customer_id, effective_on AS day FROM relance.allocations
                WHERE effective_on BETWEEN arrayMin({froms: Array(Date)}) AND arrayMax({tos: Array(Date)})
                UNION ALL
                SELECT entity_id, customer_id, occurred_on FROM relance.events_current
                WHERE event_type IN ('promise.made', 'plan.agreed', 'payment.claimed', 'invoice.disputed')
            )
            GROUP BY entity_id, customer_id
        ) AS p ON p.entity_id = e.entity_id AND p.customer_id = e.customer_id
        LEFT JOIN
        (
            SELECT DISTINCT entity_id, customer_id, reminder_id FROM relance.events_current
            WHERE event_type = 'optout.received' AND reminder_id != ''
        ) AS o ON o.entity_id = e.entity_id AND o.customer_id = e.customer_id AND o.reminder_id = e.reminder_id
        WHERE e.sent_on BETWEEN period.1 AND period.2
          AND (empty({entities: Array(String)}) OR e.entity_id IN {entities: Array(String)})
          AND (empty({customers: Array(String)}) OR e.customer_id IN {customers: Array(String)})
          AND (e.internal = 0 OR {internal: UInt8} = 1)
    )
    GROUP BY period, cut
)
SETTINGS join_use_nulls = 0
