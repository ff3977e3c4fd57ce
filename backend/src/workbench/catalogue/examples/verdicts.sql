-- Why customers got no message
SELECT day, reason, count() AS customers
FROM verdicts FINAL
WHERE reason != ''
GROUP BY day, reason
ORDER BY day DESC, customers DESC
