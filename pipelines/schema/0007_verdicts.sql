-- Why a customer got a message of a campaign on a day, or why not. Not derived from events: written by the planner,
-- the same rows again after a crash, so that the newest of a key counts and a repetition changes nothing.

CREATE TABLE IF NOT EXISTS relance.verdicts{local} {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    day Date COMMENT 'Day of the plan, on the clock of the customer',
    customer_id String COMMENT 'The debtor',
    campaign_id LowCardinality(String) COMMENT 'Campaign',
    revision UInt64 COMMENT 'Moment of the verdict in milliseconds; the highest counts',
    reason LowCardinality(String) COMMENT 'Why there is no message, e.g. paid, promise, cap; empty when there is one',
    params String COMMENT 'JSON: dates, numbers and names of the sentence that tells the reason',
    invoices Array(Tuple(invoice_id String, reason String)) COMMENT 'Invoices that were left out while the rest went on',
    reminder_id String COMMENT 'The message; empty where there is none',
    channel LowCardinality(String) COMMENT 'Channel of the message',
    kind LowCardinality(String) COMMENT 'Step of the ladder, or reaction',
    step_id LowCardinality(String) COMMENT 'Step of the campaign',
    level UInt8 COMMENT 'Number of the step',
    tone LowCardinality(String) COMMENT 'Tone of the message',
    segment_id LowCardinality(String) COMMENT 'Segment of the customer in the campaign',
    variant_id LowCardinality(String) COMMENT 'Experiment cell',
    currency LowCardinality(String) COMMENT 'Currency of the message',
    total_due Decimal(18, 4) COMMENT 'What the message asks for',
    not_before Nullable(DateTime64(3, 'UTC')) COMMENT 'Earliest moment of sending'
)
ENGINE = {engine:ReplacingMergeTree(revision)}
PARTITION BY toYYYYMM(day)
ORDER BY (entity_id, day, customer_id, campaign_id)
COMMENT 'One row = one verdict of the planner for a customer, campaign and day; read with FINAL'
;;
{distributed:verdicts:cityHash64(customer_id)}
