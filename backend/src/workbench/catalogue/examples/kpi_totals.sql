-- Billed and collected on invoices, by month
SELECT toStartOfMonth(day) AS month, currency,
    sumIf(value, measure = 'billed') AS billed,
    sumIf(value, measure = 'collected_on_invoices') AS collected
FROM kpi_totals
WHERE internal = 0 AND currency != ''
GROUP BY month, currency
ORDER BY month
