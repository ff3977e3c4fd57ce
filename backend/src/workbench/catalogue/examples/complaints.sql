-- Complaints by reason and tone of the reminder
SELECT reason, tone, count() AS complaints
FROM complaints
GROUP BY reason, tone
ORDER BY complaints DESC
