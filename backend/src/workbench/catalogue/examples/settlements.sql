-- Days to pay by month of payment
SELECT toStartOfMonth(settled_on) AS month, count() AS invoices, avg(days_to_pay) AS mean_days,
    countIf(days_late > 0) / count() AS share_late
FROM settlements
WHERE reopened_on > today() AND internal = 0
GROUP BY month
ORDER BY month
