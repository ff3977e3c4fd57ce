-- One row = one message with its outcome, all its events together.
INSERT INTO relance.reminders_stage
SELECT
    bucket, entity_id, customer_id, reminder_id,
    minIf(occurred_on, sent) AS sent_on,
    argMinIf(campaign_id, at, sent) AS campaign_id,
    argMinIf(channel, at, sent) AS channel,
    argMinIf(tone, at, sent) AS tone,
    argMinIf(variant_id, at, sent) AS variant_id,
    argMinIf(segment_id, at, sent) AS segment_id,
    argMinIf(step, at, sent) AS step,
    sumIf(if(stated_cost > 0, stated_cost, amount), sent) AS cost,
    argMinIf(currency, at, sent) AS currency,
    arrayDistinct(arrayFlatten(groupArrayIf(claimed, sent))) AS invoice_ids,
    countIf(event_type = 'reminder.delivered') > 0 OR countIf(event_type IN ('reminder.bounced', 'reminder.failed')) = 0 AS delivered,
    countIf(event_type IN ('reminder.bounced', 'reminder.failed')) > 0 AS bounced,
    countIf(event_type = 'reminder.opened' AND by_machine = 0) > 0 AS opened,
    countIf(event_type = 'reminder.clicked') > 0 AS clicked,
    countIf(event_type = 'reminder.replied' AND by_machine = 0) > 0 AS replied,
    any(internal) AS internal
FROM
(
    SELECT
        e.bucket AS bucket, e.entity_id AS entity_id, e.customer_id AS customer_id, e.event_type AS event_type,
        e.reminder_id AS reminder_id, e.occurred_on AS occurred_on, e.event_type = 'reminder.sent' AS sent,
        (e.occurred_at, e.event_id) AS at,
        e.campaign_id AS campaign_id, e.channel AS channel, e.tone AS tone, e.variant_id AS variant_id,
        e.segment_id AS segment_id, e.step AS step, e.amount AS amount, e.currency AS currency,
        toDecimal64OrZero(ifNull(toString(e.attributes.cost), '0'), 4) AS stated_cost,
        arrayMap(x -> ifNull(toString(x), ''), e.attributes.invoices[].invoice_id) AS stated,
        if(empty(stated), if(e.invoice_id = '', [], [e.invoice_id]), stated) AS claimed,
        ifNull(toString(e.attributes.proxy), '') IN ('1', 'true') OR ifNull(toString(e.attributes.automatic), '') IN ('1', 'true') AS by_machine,
        c.internal AS internal
    FROM {events} AS e
    LEFT JOIN relance.customers_stage AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
    WHERE e.bucket IN {buckets: Array(UInt8)} AND startsWith(e.event_type, 'reminder.') AND e.reminder_id != ''
)
GROUP BY bucket, entity_id, customer_id, reminder_id
HAVING countIf(sent) > 0
