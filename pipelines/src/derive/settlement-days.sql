-- One row = settlements of the same days; without invoices that were brought forward by an opening balance.
INSERT INTO relance.settlement_days_stage
SELECT bucket, entity_id, currency, issued_on, settled_on, reopened_on, internal, count() AS alike
FROM relance.settlements_stage
WHERE bucket IN {buckets: Array(UInt8)} AND NOT opening
GROUP BY bucket, entity_id, currency, issued_on, settled_on, reopened_on, internal
