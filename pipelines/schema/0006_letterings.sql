-- Ledgers state which lines of a customer's account settle one another by a common letter. The lettering may come
-- years and loads after the lines, so it is an event of its own, and what follows from it is derived.

CREATE TABLE IF NOT EXISTS relance.letterings{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    letter String COMMENT 'Account, code and year of the lettering',
    credit_kind LowCardinality(String) COMMENT 'What settles: payment, credit (note), loss (write-off), balance (brought forward)',
    credit_id String COMMENT 'The payment; of other kinds the id of the event',
    paid_on Date COMMENT 'Day of what settles',
    debit_kind LowCardinality(String) COMMENT 'What is settled: invoice, balance (brought forward without detail), return or refund of money',
    debit_id String COMMENT 'The invoice; of other kinds the id of the event',
    effective_on Date COMMENT 'The later day of the two lines',
    amount Decimal(18, 4) COMMENT 'Part of the one that settles part of the other',
    rejected_on Date COMMENT 'Day on which the bank returned the payment, else 2149-06-06'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, customer_id, debit_id)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one part of a credit that settles one debit by lettering; lines are paired in the order of their days'
;;
{distributed:letterings:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.letterings_stage{local} {on_cluster} AS relance.letterings{local}
