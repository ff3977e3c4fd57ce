-- One row = one message by a channel that its customer had closed: his last word about it before was no.
SELECT s.customer_id AS whose, s.reminder_id AS reminder_id, 'consent' AS rule
FROM relance.events_current AS s
INNER JOIN
(
    SELECT entity_id, customer_id, channel, occurred_at, event_type FROM relance.events_current
    WHERE event_type IN ('optout.received', 'optin.received')
) AS w ON w.entity_id = s.entity_id AND w.customer_id = s.customer_id AND w.channel = s.channel
WHERE s.event_type = 'reminder.sent' AND s.channel IN ('email', 'sms', 'phone') AND w.occurred_at <= s.occurred_at
GROUP BY whose, reminder_id
HAVING argMax(w.event_type, w.occurred_at) = 'optout.received'
