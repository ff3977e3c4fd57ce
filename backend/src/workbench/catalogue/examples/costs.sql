-- Costs by month and kind
SELECT toStartOfMonth(day) AS month, kind, currency, sum(amount) AS cost
FROM costs
GROUP BY month, kind, currency
ORDER BY month, kind
