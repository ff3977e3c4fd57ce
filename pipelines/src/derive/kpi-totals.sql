-- One row = the sum of one measure on one day, whatever the attributes of the customers.
INSERT INTO relance.kpi_totals_stage
SELECT bucket, entity_id, currency, measure, day, of_day, internal, sum(value) AS value
FROM relance.kpi_daily_stage
WHERE bucket IN {buckets: Array(UInt8)}
GROUP BY bucket, entity_id, currency, measure, day, of_day, internal
HAVING value != 0
