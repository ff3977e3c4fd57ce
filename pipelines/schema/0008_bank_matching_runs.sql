-- A proposal shows a confidence of its own, and the matching keeps what it found, so that the next run looks only at
-- what is new or changed.

ALTER TABLE relance.bank_proposals {on_cluster} ADD COLUMN IF NOT EXISTS shown Decimal(5, 4) DEFAULT confidence COMMENT 'The confidence that is displayed: proposals of which only one can be right and none is clearly the best share it' AFTER confidence
;;
ALTER TABLE relance.bank_proposals_stage {on_cluster} ADD COLUMN IF NOT EXISTS shown Decimal(5, 4) DEFAULT confidence COMMENT 'The confidence that is displayed: proposals of which only one can be right and none is clearly the best share it' AFTER confidence
;;
ALTER TABLE relance.bank_proposals {on_cluster} MODIFY COMMENT 'One row = one proposal of the last run of the matching'
;;
CREATE TABLE IF NOT EXISTS relance.bank_matching_runs {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    rules String COMMENT 'Rules by which the last run matched; empty while what is kept of it is being replaced',
    inputs String COMMENT 'Fingerprint of all loads and decisions that the last run knew; empty where it was not brought to its end',
    revision UInt64 COMMENT 'The highest counts'
)
ENGINE = {engine:ReplacingMergeTree(revision)}
ORDER BY (entity_id, currency)
COMMENT 'One row = the last matching of one creditor and currency; read with FINAL; emptying it makes the next run look at everything'
;;
CREATE TABLE IF NOT EXISTS relance.bank_matching_inputs {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    kind LowCardinality(String) COMMENT 'entry or customer',
    id String COMMENT 'The bank entry or the customer',
    fingerprint UInt64 COMMENT 'Of all that the matching knows of it'
)
ENGINE = {engine:MergeTree}
PARTITION BY (entity_id, currency)
ORDER BY (kind, id)
COMMENT 'One row = what one entry or customer was when it was last matched'
;;
CREATE TABLE IF NOT EXISTS relance.bank_matching_steps {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    round UInt8 COMMENT 'Round of the run, from 0',
    event_id String COMMENT 'The bank entry',
    kind LowCardinality(String) COMMENT 'payment, rejection or refund',
    customer_id String COMMENT 'Whose money it would be',
    parts Array(Tuple(invoice_id String, units Int64)) COMMENT 'Which invoice would get how much, in ten-thousandths',
    payment_id String COMMENT 'rejection: the payment that came back',
    confidence Float64 COMMENT '0 to 1',
    reasons Array(String) COMMENT 'Codes of what speaks for it',
    key String COMMENT 'Key of the proposal',
    settled UInt8 COMMENT '1 when the entry was settled in the end, 0 when others always came before it',
    name_key String COMMENT 'Name of the payer as it is compared',
    iban String COMMENT 'Account of the payer as it is compared'
)
ENGINE = {engine:MergeTree}
PARTITION BY (entity_id, currency)
ORDER BY (round, event_id)
COMMENT 'One row = one sure proposal of one round of the last run'
;;
CREATE TABLE IF NOT EXISTS relance.bank_matching_left {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    customer_id String COMMENT 'The debtor',
    invoice_id String COMMENT 'The invoice',
    units Int64 COMMENT 'Open after the last run, in ten-thousandths'
)
ENGINE = {engine:MergeTree}
PARTITION BY (entity_id, currency)
ORDER BY (customer_id, invoice_id)
COMMENT 'One row = one invoice that the last run left open'
