-- Reminders and what came back, by month and channel
SELECT toStartOfMonth(sent_on) AS month, channel, count() AS sent, sum(delivered) AS delivered, sum(replied) AS replied
FROM reminders
GROUP BY month, channel
ORDER BY month, channel
