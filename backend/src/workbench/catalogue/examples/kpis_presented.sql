-- What is owed to the group, in one currency; a rate that is missing is said
SELECT as_of, kpi, currency, amount, reason, missing_currency, missing_day
FROM kpis_presented
WHERE entity_id = '' AND kpi IN ('open', 'overdue', 'billed', 'collected')
ORDER BY kpi, as_of
