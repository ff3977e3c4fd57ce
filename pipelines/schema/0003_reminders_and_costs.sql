-- Reminders with their outcome, complaints and costs; derived like the tables of 0002.

CREATE TABLE IF NOT EXISTS relance.reminders{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    reminder_id String COMMENT 'The message',
    sent_on Date COMMENT 'Day of sending',
    campaign_id LowCardinality(String) COMMENT 'Campaign',
    channel LowCardinality(String) COMMENT 'email, sms, letter, phone and so on',
    tone LowCardinality(String) COMMENT 'Tone',
    variant_id LowCardinality(String) COMMENT 'Experiment cell',
    segment_id LowCardinality(String) COMMENT 'Segment at the time',
    step UInt8 COMMENT 'Dunning step',
    cost Decimal(18, 4) COMMENT 'Cost of the message',
    currency LowCardinality(String) COMMENT 'Currency of the cost',
    invoice_ids Array(String) COMMENT 'Invoices claimed',
    delivered UInt8 COMMENT '1 when confirmed, or neither bounced nor failed',
    bounced UInt8 COMMENT '1 when it came back or could not be sent',
    opened UInt8 COMMENT '1 when it was opened (with consent only, without mail proxies)',
    clicked UInt8 COMMENT '1 when a link was followed',
    replied UInt8 COMMENT '1 when the customer answered (automatic replies left out)',
    internal UInt8 COMMENT '1 for a company of the same group'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, sent_on, customer_id, reminder_id)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one message with its outcome'
;;
{distributed:reminders:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.complaints{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    event_id String COMMENT 'The event of the complaint',
    day Date COMMENT 'Day of the complaint',
    severity LowCardinality(String) COMMENT 'spam, normal or severe',
    reason LowCardinality(String) COMMENT 'tone, frequency, wrong_person, harassment',
    reminder_id String COMMENT 'The reminder complained about: the stated one, else the last of the 30 days before; empty: not attached',
    campaign_id LowCardinality(String) COMMENT 'Campaign of that reminder',
    channel LowCardinality(String) COMMENT 'Channel of that reminder',
    tone LowCardinality(String) COMMENT 'Tone of that reminder',
    variant_id LowCardinality(String) COMMENT 'Experiment cell of that reminder',
    internal UInt8 COMMENT '1 for a company of the same group'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, day, customer_id)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one complaint about reminders'
;;
{distributed:complaints:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.costs{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor, empty when the cost is not of one',
    day Date COMMENT 'Day of the cost',
    kind LowCardinality(String) COMMENT 'message, postage, minutes, agency, payment_fee, waived',
    campaign_id LowCardinality(String) COMMENT 'Campaign, empty when it is shared out',
    channel LowCardinality(String) COMMENT 'Channel where stated',
    tone LowCardinality(String) COMMENT 'Tone where stated',
    variant_id LowCardinality(String) COMMENT 'Experiment cell where stated',
    amount Decimal(18, 4) COMMENT 'Amount',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    minutes Float64 COMMENT 'Time spent',
    internal UInt8 COMMENT '1 for a company of the same group'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, day)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one recorded cost; costs of messages stand in reminders'
;;
{distributed:costs:cityHash64(customer_id)}
