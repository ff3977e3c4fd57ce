-- How long invoices take with open ones included is asked of all settlements of two years. Those of the same days count
-- together: a tenth of the rows at ten million invoices.
--
-- where rows are

DROP TABLE IF EXISTS relance.settlement_days
;;
CREATE TABLE relance.settlement_days
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    issued_on Date COMMENT 'Issue date',
    settled_on Date COMMENT 'Day of payment in full',
    reopened_on Date COMMENT 'Day on which a rejection opened it again, else 2149-06-06',
    internal UInt8 COMMENT '1 for a company of the same group',
    alike UInt64 COMMENT 'How many settlements have these days'
)
ENGINE = MergeTree
PARTITION BY bucket
ORDER BY (entity_id, settled_on, issued_on)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = settlements of the same days; without invoices that were brought forward by an opening balance'
;;
INSERT INTO relance.settlement_days
SELECT bucket, entity_id, currency, issued_on, settled_on, reopened_on, internal, count() AS alike
FROM relance.settlements
WHERE NOT opening
GROUP BY bucket, entity_id, currency, issued_on, settled_on, reopened_on, internal
;;
DROP TABLE IF EXISTS relance.settlement_days_stage
;;
CREATE TABLE relance.settlement_days_stage AS relance.settlement_days
