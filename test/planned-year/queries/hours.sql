-- One row = one message, or call or task, that went outside of the hours of its channel on the customer's own clock.
WITH people AS
(
    SELECT entity_id, customer_id, anyLast(toString(attributes.postal_code)) AS postcode,
        anyLast(toString(attributes.kind)) NOT IN ('business', 'public', 'association', 'sole_trader') AS person
    FROM relance.events_current WHERE event_type = 'customer.updated' GROUP BY entity_id, customer_id
)
SELECT e.customer_id AS whose, reminder_id, 'hours' AS rule,
    parseDateTime64BestEffort(multiIf(
        startsWith(postcode, '971'), toString(toTimeZone(occurred_at, 'America/Guadeloupe')),
        startsWith(postcode, '974'), toString(toTimeZone(occurred_at, 'Indian/Reunion')),
        startsWith(postcode, '988'), toString(toTimeZone(occurred_at, 'Pacific/Noumea')),
        toString(toTimeZone(occurred_at, 'Europe/Paris'))), 3, 'UTC') AS wall_clock,
    toDayOfWeek(wall_clock) AS weekday, toHour(wall_clock) AS hour
FROM relance.events_current AS e
INNER JOIN people AS p ON p.entity_id = e.entity_id AND p.customer_id = e.customer_id
WHERE event_type = 'reminder.sent'
    AND multiIf(
        channel IN ('email', 'sms'), weekday = 7 OR hour < 8 OR hour >= 20,
        channel = 'phone' AND person, weekday > 5 OR hour < 10 OR hour = 13 OR hour >= 20,
        channel IN ('phone', 'task'), weekday > 5 OR hour < 9 OR hour >= 18,
        channel IN ('letter', 'registered_letter'), weekday > 5,
        1)
