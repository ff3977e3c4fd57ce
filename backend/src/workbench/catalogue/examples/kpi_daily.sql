-- Open balance by country on a day
SELECT country, currency, sum(value) AS open
FROM kpi_daily
WHERE measure = 'open' AND day <= {day: Date} AND internal = 0
GROUP BY country, currency
ORDER BY open DESC
