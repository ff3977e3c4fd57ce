-- One row = the sum of one measure on one day for customers alike: of what comes beside invoices and receipts (see
-- kpi-daily.sql), which is little.
INSERT INTO relance.kpi_daily_stage
SELECT f.bucket, f.entity_id, f.currency, f.measure, f.day, f.of_day, c.country, c.kind, c.sector, c.size, c.account_manager,
    0, c.internal, sum(f.value) AS value
FROM
(
    SELECT bucket, entity_id, customer_id, currency, measure, day, of_day, sum(value) AS value
    FROM
    (
        SELECT bucket, entity_id, customer_id, currency, day, day AS of_day, concat('cost_', kind) AS measure, toDecimal128(amount, 4) AS value
        FROM relance.costs_stage
        WHERE bucket IN {buckets: Array(UInt8)}
        -- if returns
        UNION ALL
        SELECT bucket, entity_id, customer_id, currency, occurred_on, occurred_on, flow.1, flow.2
        FROM {events}
        ARRAY JOIN multiIf(
            event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'won', [('collected', toDecimal128(amount, 4))],
            event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'lost', [],
            [('collected', -toDecimal128(amount, 4)), ('rejections_count', toDecimal128(1, 4))]) AS flow
        WHERE bucket IN {buckets: Array(UInt8)} AND event_type IN ('payment.rejected', 'payment.disputed')
        -- end
        -- if account
        UNION ALL
        SELECT bucket, entity_id, customer_id, currency, day, day, flow.1, toDecimal128(flow.2, 4)
        FROM relance.account_flows_stage
        ARRAY JOIN [('on_account', on_account), ('refund_unexplained', refund_unexplained), ('undetailed', undetailed), ('open', undetailed),
            ('brought_forward', greatest(undetailed, toDecimal128(0, 4))), ('netted_overdue', netted_overdue), ('netted_disputed', netted_disputed)] AS flow
        WHERE bucket IN {buckets: Array(UInt8)}
        -- end
        -- if reminders
        UNION ALL
        SELECT bucket, entity_id, customer_id, if(flow.1 = 'message_cost', currency, ''), sent_on, sent_on, flow.1, flow.2
        FROM relance.reminders
        ARRAY JOIN [('reminders_sent', toDecimal128(1, 4)), ('reminders_delivered', toDecimal128(delivered, 4)), ('message_cost', toDecimal128(cost, 4))] AS flow
        WHERE bucket IN {buckets: Array(UInt8)}
        -- end
        -- if complaints
        UNION ALL
        SELECT bucket, entity_id, customer_id, '', day, day,
            multiIf(severity = 'spam', 'complaints_spam', reminder_id = '', 'complaints_unattached', 'complaints'), 1
        FROM relance.complaints_stage
        WHERE bucket IN {buckets: Array(UInt8)}
        -- end
        -- if reminders
        UNION ALL
        SELECT bucket, entity_id, customer_id, currency, part.1, part.1, 'paid_after_reminder', toDecimal128(part.2, 4)
        FROM relance.allocations
        ARRAY JOIN [(effective_on, amount), (rejected_on, if(rejected_on < toDate('2149-06-06'), -amount, toDecimal64(0, 4)))] AS part
        WHERE bucket IN {buckets: Array(UInt8)} AND reminder_id != ''
        -- end
    )
    GROUP BY bucket, entity_id, customer_id, currency, measure, day, of_day
    HAVING value != 0
) AS f
LEFT JOIN (SELECT * FROM relance.customers WHERE bucket IN {buckets: Array(UInt8)}) AS c ON c.entity_id = f.entity_id AND c.customer_id = f.customer_id
GROUP BY ALL
HAVING value != 0
SETTINGS join_use_nulls = 0
