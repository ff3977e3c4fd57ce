-- Matching of bank entries to invoices (pipelines/src/matching). A match is a further version of the event of the
-- entry, brought by a load of the source `matching`. It counts only while a statement that brought the entry does:
-- otherwise the money of a statement that was taken back would stay.

CREATE OR REPLACE VIEW relance.events_current {on_cluster} AS
WITH visible AS
(
    SELECT * , bucket FROM relance.events
    WHERE (batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads)
       OR (event_id, version, batch_id) IN (
            SELECT event_id, version, of_batch_id FROM relance.repeated_events
            WHERE batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads)))
      AND (source != 'matching' OR event_id IN (
            -- entries whose customer is not known stand together, so that few rows are read
            SELECT event_id FROM relance.events
            WHERE bucket = cityHash64('') % 16 AND customer_id = '' AND event_type = 'bank.entry' AND source != 'matching'
              AND (batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads)
                OR (event_id, version, batch_id) IN (
                    SELECT event_id, version, of_batch_id FROM relance.repeated_events
                    WHERE batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads)))))
)
SELECT * FROM visible
WHERE event_id NOT IN (SELECT event_id FROM relance.events WHERE corrects = 1)
   OR (event_id, version, recorded_at) IN (
        SELECT event_id, max(version) AS v, argMax(recorded_at, (version, recorded_at))
        FROM visible
        WHERE event_id IN (SELECT event_id FROM relance.events WHERE corrects = 1)
        GROUP BY event_id)
;;
CREATE TABLE IF NOT EXISTS relance.bank_decisions {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    event_id String COMMENT 'The bank entry',
    kind LowCardinality(String) COMMENT 'ignored: not customer money · held: a person took its match back, so that none is applied without asking · declined: this proposal is not made again',
    proposal String COMMENT 'declined: key of the proposal; empty for the others',
    active UInt8 COMMENT '0 when the decision was taken back',
    decided_by String COMMENT 'Who decided',
    decided_at DateTime64(3, 'UTC') COMMENT 'When',
    revision UInt64 COMMENT 'The highest counts'
)
ENGINE = {engine:ReplacingMergeTree(revision)}
ORDER BY (event_id, kind, proposal)
COMMENT 'One row = one decision of a person on a bank entry that is no match; read with FINAL'
;;
CREATE TABLE IF NOT EXISTS relance.bank_proposals {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    event_id String COMMENT 'The bank entry',
    place UInt8 COMMENT '1 for the likeliest',
    proposal String COMMENT 'Key: the same proposal has the same one whenever it is made',
    kind LowCardinality(String) COMMENT 'payment, rejection or refund',
    customer_id String COMMENT 'Whose money it would be',
    allocations Array(Tuple(invoice_id String, amount Decimal(18, 4))) COMMENT 'Which invoice would get how much; the rest would be on account',
    payment_id String COMMENT 'rejection: the payment that came back',
    confidence Decimal(5, 4) COMMENT '0 to 1, see pipelines/src/matching/confidence.ts',
    reasons Array(LowCardinality(String)) COMMENT 'Codes of what speaks for it',
    sure UInt8 COMMENT '1 when it is applied without asking'
)
ENGINE = {engine:MergeTree}
PARTITION BY (entity_id, currency)
ORDER BY (event_id, place)
COMMENT 'One row = one proposal of the last run of the matching; emptying it loses nothing'
;;
CREATE TABLE IF NOT EXISTS relance.bank_proposals_stage {on_cluster} AS relance.bank_proposals
