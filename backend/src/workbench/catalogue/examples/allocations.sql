-- Money that followed a reminder, by channel and month
SELECT toStartOfMonth(effective_on) AS month, channel, sum(amount) AS paid
FROM allocations
WHERE reminder_id != '' AND rejected_on > today()
GROUP BY month, channel
ORDER BY month, channel
