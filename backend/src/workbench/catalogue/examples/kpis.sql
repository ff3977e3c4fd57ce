-- KPIs of the dashboards by month
SELECT as_of, kpi, currency, value, reason
FROM kpis
WHERE dimension = '' AND kpi IN ('dso_countback', 'recovery_rate_overdue', 'overdue_rate')
ORDER BY kpi, as_of
