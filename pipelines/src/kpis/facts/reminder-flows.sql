-- One row = one dated flow that belongs to a reminder (fragment, takes the place of kpi_totals).
SELECT entity_id, currency, flow.1 AS measure, sent_on AS day, sent_on AS of_day, internal, flow.2 AS value,
    campaign_id AS campaign, channel, tone, variant_id AS variant, customer_id AS customer
FROM relance.reminders
ARRAY JOIN [('reminders_sent', toDecimal128(1, 4)), ('reminders_delivered', toDecimal128(delivered, 4)), ('message_cost', toDecimal128(cost, 4))] AS flow
UNION ALL
SELECT entity_id, '', multiIf(severity = 'spam', 'complaints_spam', reminder_id = '', 'complaints_unattached', 'complaints'), day, day, internal,
    toDecimal128(1, 4), campaign_id, channel, tone, variant_id, customer_id
FROM relance.complaints
UNION ALL
SELECT entity_id, currency, concat('cost_', kind), day, day, internal, toDecimal128(amount, 4), campaign_id, channel, tone, variant_id, customer_id
FROM relance.costs
UNION ALL
SELECT entity_id, currency, 'paid_after_reminder', part.1, part.1, internal, toDecimal128(part.2, 4), campaign_id, channel, tone, variant_id, customer_id
FROM relance.allocations
ARRAY JOIN [(effective_on, amount), (rejected_on, if(rejected_on < toDate('2149-06-06'), -amount, toDecimal64(0, 4)))] AS part
WHERE reminder_id != ''
