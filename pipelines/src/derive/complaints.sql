-- One row = one complaint about reminders, with the reminder it belongs to: the stated one, else the last one sent
-- to the customer in the 30 days before.
INSERT INTO relance.complaints_stage
SELECT e.bucket, e.entity_id, e.customer_id, e.event_id, e.day, if(e.severity = '', 'normal', e.severity), e.reason,
    multiIf(e.reminder_id != '', e.reminder_id, last.sent_on > toDate(0) AND e.day - last.sent_on <= 30 AS near, last.reminder_id, ''),
    multiIf(e.reminder_id != '', stated.campaign_id, near, last.campaign_id, ''),
    multiIf(e.reminder_id != '', stated.channel, near, last.channel, e.channel),
    multiIf(e.reminder_id != '', stated.tone, near, last.tone, ''),
    multiIf(e.reminder_id != '', stated.variant_id, near, last.variant_id, ''),
    c.internal
FROM
(
    SELECT bucket, entity_id, customer_id, event_id, occurred_on AS day, reminder_id, channel,
        ifNull(toString(attributes.severity), '') AS severity, ifNull(toString(attributes.reason), '') AS reason
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'complaint.received'
) AS e
ASOF LEFT JOIN
(
    SELECT entity_id, customer_id, sent_on, max(reminder_id) AS reminder_id, argMax(campaign_id, r.reminder_id) AS campaign_id,
        argMax(channel, r.reminder_id) AS channel, argMax(tone, r.reminder_id) AS tone, argMax(variant_id, r.reminder_id) AS variant_id
    FROM relance.reminders AS r
    WHERE bucket IN {buckets: Array(UInt8)}
    GROUP BY entity_id, customer_id, sent_on
) AS last ON last.entity_id = e.entity_id AND last.customer_id = e.customer_id AND e.day >= last.sent_on
LEFT JOIN (SELECT * FROM relance.reminders WHERE bucket IN {buckets: Array(UInt8)}) AS stated
    ON stated.entity_id = e.entity_id AND stated.customer_id = e.customer_id AND stated.reminder_id = e.reminder_id
LEFT JOIN (SELECT * FROM relance.customers WHERE bucket IN {buckets: Array(UInt8)}) AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
SETTINGS join_use_nulls = 0
