-- Events that count today, by month and type
SELECT toStartOfMonth(occurred_on) AS month, event_type, count() AS events
FROM events_current
WHERE occurred_on >= today() - 365
GROUP BY month, event_type
ORDER BY month, events DESC
