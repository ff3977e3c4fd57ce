-- One row = the sum of one measure on one day for customers alike. Invoices of which nothing but the issue is
-- known are summed first and take part as one; all others by invoice_flows.
INSERT INTO relance.kpi_daily_stage
WITH
    amounts AS
    (
        SELECT any(i.bucket) AS bucket, any(i.entity_id) AS entity_id, any(i.currency) AS currency, any(i.country) AS country,
            any(i.customer_kind) AS kind, any(i.sector) AS sector, any(i.size) AS size, any(i.account_manager) AS account_manager,
            any(i.internal) AS internal, opening, entry_on, issued_on, due_on, sum(i.amount) AS amount, toDecimal128(count(), 4) AS n
        FROM relance.invoices AS i
        WHERE i.bucket IN {buckets: Array(UInt8)} AND plain
        GROUP BY cityHash64(i.bucket, i.entity_id, i.currency, i.country, i.customer_kind, i.sector, i.size, i.account_manager, i.internal) AS cell,
            opening, entry_on, issued_on, due_on
    )
SELECT any(bucket), any(entity_id), any(currency), measure, day, of_day, any(country), any(kind), any(sector), any(size),
    any(account_manager), any(disputed), any(internal), sum(value) AS value
FROM
(
    SELECT bucket, entity_id, currency, country, kind, sector, size, account_manager, 0::UInt8 AS disputed, internal,
        CAST(flow.1, 'LowCardinality(String)') AS measure, flow.2 AS day, flow.3 AS of_day, flow.4 AS value
    FROM amounts
    ARRAY JOIN arrayConcat(
        [('open', entry_on, entry_on, amount), ('open_count', entry_on, entry_on, n),
         ('overdue', greatest(entry_on, due_on + 1) AS d1, d1, amount), ('overdue_count', d1, d1, n), ('became_overdue', d1, d1, amount),
         ('overdue_31', greatest(entry_on, due_on + 31) AS d31, d31, amount), ('overdue_31_count', d31, d31, n),
         ('overdue_61', greatest(entry_on, due_on + 61) AS d61, d61, amount), ('overdue_61_count', d61, d61, n),
         ('overdue_91', greatest(entry_on, due_on + 91) AS d91, d91, amount), ('overdue_91_count', d91, d91, n)],
        if(opening, [('brought_forward', entry_on, entry_on, amount)],
            [('billed', issued_on, due_on, amount), ('billed_count', issued_on, issued_on, n), ('entered', issued_on, issued_on, n)])) AS flow
    UNION ALL
    SELECT bucket, entity_id, currency, country, kind, sector, size, account_manager, disputed, internal,
        measure, day, of_day, toDecimal128(value, 4)
    FROM relance.invoice_flows
    WHERE bucket IN {buckets: Array(UInt8)} AND NOT plain AND measure_number != 32
    UNION ALL
    SELECT f.bucket, f.entity_id, f.currency, c.country, c.kind, c.sector, c.size, c.account_manager, 0, c.internal,
        f.measure, f.day, f.of_day, f.value
    FROM
    (
        SELECT bucket, entity_id, customer_id, currency, measure, day, of_day, sum(value) AS value
        FROM
        (
            SELECT bucket, entity_id, customer_id, currency, occurred_on AS day, occurred_on AS of_day, flow.1 AS measure, flow.2 AS value
            FROM {events}
            ARRAY JOIN multiIf(
                event_type = 'payment.received', [('collected', toDecimal128(amount, 4)), ('payments_count', toDecimal128(1, 4))],
                event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'won', [('collected', toDecimal128(amount, 4))],
                event_type = 'payment.disputed' AND ifNull(toString(attributes.outcome), '') = 'lost', [],
                [('collected', -toDecimal128(amount, 4)), ('rejections_count', toDecimal128(1, 4))]) AS flow
            WHERE bucket IN {buckets: Array(UInt8)} AND event_type IN ('payment.received', 'payment.rejected', 'payment.disputed')
            UNION ALL
            SELECT bucket, entity_id, customer_id, currency, day, day, flow.1, toDecimal128(flow.2, 4)
            FROM relance.account_flows_stage
            ARRAY JOIN [('on_account', on_account), ('refund_unexplained', refund_unexplained), ('undetailed', undetailed), ('open', undetailed),
                ('brought_forward', undetailed), ('netted_overdue', netted_overdue), ('netted_disputed', netted_disputed)] AS flow
            WHERE bucket IN {buckets: Array(UInt8)}
            UNION ALL
            SELECT bucket, entity_id, customer_id, if(flow.1 = 'message_cost', currency, ''), sent_on, sent_on, flow.1, flow.2
            FROM relance.reminders_stage
            ARRAY JOIN [('reminders_sent', toDecimal128(1, 4)), ('reminders_delivered', toDecimal128(delivered, 4)), ('message_cost', toDecimal128(cost, 4))] AS flow
            WHERE bucket IN {buckets: Array(UInt8)}
            UNION ALL
            SELECT bucket, entity_id, customer_id, '', day, day,
                multiIf(severity = 'spam', 'complaints_spam', reminder_id = '', 'complaints_unattached', 'complaints'), 1
            FROM relance.complaints_stage
            WHERE bucket IN {buckets: Array(UInt8)}
            UNION ALL
            SELECT bucket, entity_id, customer_id, currency, day, day, concat('cost_', kind), toDecimal128(amount, 4)
            FROM relance.costs_stage
            WHERE bucket IN {buckets: Array(UInt8)}
            UNION ALL
            SELECT bucket, entity_id, customer_id, currency, part.1, part.1, 'paid_after_reminder', toDecimal128(part.2, 4)
            FROM relance.allocations_stage
            ARRAY JOIN [(effective_on, amount), (rejected_on, if(rejected_on < toDate('2149-06-06'), -amount, toDecimal64(0, 4)))] AS part
            WHERE bucket IN {buckets: Array(UInt8)} AND reminder_id != ''
        )
        GROUP BY bucket, entity_id, customer_id, currency, measure, day, of_day
        HAVING value != 0
    ) AS f
    LEFT JOIN relance.customers_stage AS c ON c.entity_id = f.entity_id AND c.customer_id = f.customer_id
)
GROUP BY cityHash64(bucket, entity_id, currency, country, kind, sector, size, account_manager, disputed, internal) AS cell, measure, day, of_day
HAVING value != 0
SETTINGS join_use_nulls = 0
