-- One row = settlements of the same days; without invoices that were brought forward by an opening balance. Keys of a
-- fixed width take less than texts.
INSERT INTO relance.settlement_days_stage
SELECT bucket, any(s.entity_id) AS entity_id, reinterpretAsString(code) AS currency, issued_on, settled_on, reopened_on, internal, count() AS alike
FROM relance.settlements_stage AS s
WHERE bucket IN {buckets: Array(UInt8)} AND NOT opening
GROUP BY bucket, CAST(cityHash64(s.entity_id), 'UInt64'), CAST(reinterpretAsUInt64(s.currency), 'UInt64') AS code, issued_on, settled_on,
    reopened_on, internal
