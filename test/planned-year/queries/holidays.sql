-- One row = one message on a public holiday of the customer's part of France in 2026. Days of the labour code
-- (L3133-1, L3134-13, L3422-2), and 24 September in New Caledonia; Easter fell on
-- 5 April.
WITH
    people AS
    (
        SELECT entity_id, customer_id, anyLast(toString(attributes.postal_code)) AS postcode
        FROM relance.events_current WHERE event_type = 'customer.updated' GROUP BY entity_id, customer_id
    ),
    ['2026-01-01', '2026-04-06', '2026-05-01', '2026-05-08', '2026-05-14', '2026-05-25', '2026-07-14', '2026-08-15', '2026-11-01',
        '2026-11-11', '2026-12-25'] AS everywhere
SELECT e.customer_id AS whose, reminder_id, 'holiday' AS rule,
    parseDateTime64BestEffort(multiIf(
        startsWith(postcode, '971'), toString(toTimeZone(occurred_at, 'America/Guadeloupe')),
        startsWith(postcode, '974'), toString(toTimeZone(occurred_at, 'Indian/Reunion')),
        startsWith(postcode, '988'), toString(toTimeZone(occurred_at, 'Pacific/Noumea')),
        toString(toTimeZone(occurred_at, 'Europe/Paris'))), 3, 'UTC') AS wall_clock,
    toString(toDate(wall_clock)) AS day
FROM relance.events_current AS e
INNER JOIN people AS p ON p.entity_id = e.entity_id AND p.customer_id = e.customer_id
WHERE event_type = 'reminder.sent'
    AND (has(everywhere, day)
        OR startsWith(postcode, '67') AND day IN ('2026-04-03', '2026-12-26')
        OR startsWith(postcode, '971') AND day = '2026-05-27'
        OR startsWith(postcode, '974') AND day = '2026-12-20'
        OR startsWith(postcode, '988') AND day = '2026-09-24')
