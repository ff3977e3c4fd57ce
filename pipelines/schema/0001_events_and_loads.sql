-- The log of what happened, and the loads that brought it.
-- Nothing is ever replaced in `events`: a correction is a further row with a higher version, an undo hides
-- a load. What counts today is what the view `events_current` shows.

CREATE TABLE IF NOT EXISTS relance.events{local} {on_cluster}
(
    event_id String COMMENT 'Business key: the same id again is the same event; a correction repeats it with a higher version',
    event_type LowCardinality(String) COMMENT 'What happened, e.g. invoice.issued, payment.received, reminder.sent',
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened; a source that knows only a date means 00:00 in the time zone of the entity',
    occurred_on Date COMMENT 'The day it happened in the time zone of the entity; every KPI uses this column',
    recorded_at DateTime64(3, 'UTC') COMMENT 'When we learned it',
    version UInt64 COMMENT 'The highest version among loads not undone is the current one',
    entity_id LowCardinality(String) COMMENT 'The creditor: one legal entity of the group',
    customer_id String COMMENT 'The debtor',
    invoice_id String COMMENT 'Invoice number as text, leading zeros kept; empty where it does not apply',
    payment_id String COMMENT 'Payment reference; empty where it does not apply',
    reminder_id String COMMENT 'Reminder message; empty where it does not apply',
    campaign_id LowCardinality(String) COMMENT 'Campaign of a reminder',
    variant_id LowCardinality(String) COMMENT 'Experiment cell of a reminder',
    segment_id LowCardinality(String) COMMENT 'Segment at the time of the reminder',
    channel LowCardinality(String) COMMENT 'email, sms, letter, phone and so on',
    tone LowCardinality(String) COMMENT 'Tone of a reminder',
    step UInt8 COMMENT 'Dunning step of a reminder',
    amount Decimal(18, 4) COMMENT 'Amount including tax, signed as the event type says',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    due_on Date COMMENT 'invoice.issued, balance.opening: due date; 1970-01-01 where there is none',
    issued_on Date COMMENT 'balance.opening: issue date of the invoice where known; else the day of the event',
    allocations Array(Tuple(invoice_id String, amount Decimal(18, 4), allocated_on Date)) COMMENT 'Payments and their returns: which invoice gets how much, and from which day where the source states one (else 1970-01-01)',
    instalments Array(Tuple(due_on Date, amount Decimal(18, 4), kind String)) COMMENT 'invoice.issued: due dates when there are several; empty for one',
    source LowCardinality(String) COMMENT 'Name of the source that read it',
    batch_id UUID COMMENT 'The load that brought it',
    line UInt64 COMMENT 'Record number within the load',
    corrects UInt8 COMMENT '1 when another version of the same event id was known or came in the same load',
    content_hash UInt64 COMMENT 'Hash of the business content: tells a repetition from a conflict',
    attributes JSON COMMENT 'The rest, documented per event type; unknown fields are kept',
    bucket UInt8 MATERIALIZED cityHash64(customer_id) % 16 COMMENT 'Share of the customers that is recomputed together'
)
ENGINE = {engine:MergeTree}
ORDER BY (bucket, entity_id, customer_id, invoice_id, occurred_on)
COMMENT 'One row = one version of one thing that happened to one customer'
;;
{distributed:events:cityHash64(customer_id)}
;;
-- Same shape as events, for rows that name an invoice but no customer while the invoice is unknown.
CREATE TABLE IF NOT EXISTS relance.waiting_events{local} {on_cluster} AS relance.events{local}
ENGINE = {engine:MergeTree}
ORDER BY (entity_id, invoice_id, event_id)
COMMENT 'One row = one event that waits for its invoice; it moves to events when the invoice arrives'
;;
{distributed:waiting_events:cityHash64(invoice_id)}
;;
CREATE TABLE IF NOT EXISTS relance.loads {on_cluster}
(
    batch_id UUID COMMENT 'Identifies the load',
    revision UInt64 COMMENT 'Rises with each change of state; the highest counts',
    state LowCardinality(String) COMMENT 'landing, accepted, undone, failed, cancelled; rows of a load count only while it is accepted',
    source LowCardinality(String) COMMENT 'Name of the source that read it',
    file_name String COMMENT 'File name or endpoint',
    file_bytes UInt64 COMMENT 'Size of what was read',
    entity_id LowCardinality(String) COMMENT 'Creditor the load was given to',
    started_at DateTime64(3, 'UTC') COMMENT 'Start of the load',
    finished_at Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the load',
    loaded_by String COMMENT 'Who loaded it',
    read UInt64 COMMENT 'Rows read = accepted + duplicates + ignored + rejected',
    accepted UInt64 COMMENT 'Rows that became events, the waiting ones included',
    duplicates UInt64 COMMENT 'Rows already known',
    ignored UInt64 COMMENT 'Rows that are rightly not ours, see ignored_reasons',
    rejected UInt64 COMMENT 'Rows in rejected_rows',
    waiting UInt64 COMMENT 'Accepted rows that waited for their invoice at the end of the load',
    ignored_reasons Map(String, UInt64) COMMENT 'Reason code and number of ignored rows',
    event_counts Map(String, UInt64) COMMENT 'Events accepted, by type',
    understood String COMMENT 'JSON: separator, encoding, date order, decimal mark, mapping as recognised',
    currency LowCardinality(String) COMMENT 'Currency of the load where it has one',
    last_day Nullable(Date) COMMENT 'Latest day of an event of the load',
    history_from Nullable(Date) COMMENT 'First day from which all invoices are known, as this load states it',
    complete_through Nullable(Date) COMMENT 'Last day up to which the load knows all payments',
    message String COMMENT 'Why it failed, or a remark',
    derived UInt8 COMMENT '1 when invoices and KPIs show it'
)
ENGINE = {engine:ReplacingMergeTree(revision)}
ORDER BY batch_id
COMMENT 'One row = one revision of one load; read with FINAL'
;;
CREATE TABLE IF NOT EXISTS relance.rejected_rows {on_cluster}
(
    batch_id UUID COMMENT 'The load',
    line UInt64 COMMENT 'Record number within the load',
    field String COMMENT 'The field at fault, as named in the file',
    reason LowCardinality(String) COMMENT 'Reason code, e.g. bad_date, bad_amount, missing_field',
    value String COMMENT 'The offending text',
    raw String COMMENT 'The row as it came, cut at 64 KB',
    state LowCardinality(String) DEFAULT 'open' COMMENT 'open, retried, dismissed',
    mended_raw String COMMENT 'The row as mended, empty while untouched',
    revision UInt64 COMMENT 'The highest counts'
)
ENGINE = {engine:ReplacingMergeTree(revision)}
ORDER BY (batch_id, line)
COMMENT 'One row = one row of a load that could not be accepted, with the reason; read with FINAL'
;;
-- A row already known keeps its place here, so that undoing the first load that brought it does not lose it.
CREATE TABLE IF NOT EXISTS relance.repeated_events {on_cluster}
(
    batch_id UUID COMMENT 'The load that brought it again',
    event_id String COMMENT 'The event',
    version UInt64 COMMENT 'Its version',
    of_batch_id UUID COMMENT 'The load whose row it repeats: that row stays visible though its own load is undone'
)
ENGINE = {engine:MergeTree}
ORDER BY (event_id, version, batch_id)
COMMENT 'One row = one event that a load brought though it was known already'
;;
CREATE TABLE IF NOT EXISTS relance.entities {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    name String COMMENT 'Name shown on screens',
    currency LowCardinality(String) COMMENT 'Default currency',
    time_zone LowCardinality(String) COMMENT 'IANA name; decides the day of an event',
    is_demo UInt8 COMMENT '1 for the demo company',
    revision UInt64 COMMENT 'The highest counts'
)
ENGINE = {engine:ReplacingMergeTree(revision)}
ORDER BY entity_id
COMMENT 'One row = one creditor; read with FINAL'
;;
-- Loads that do not count: still landing, undone, failed, cancelled.
CREATE VIEW IF NOT EXISTS relance.hidden_loads {on_cluster} AS
SELECT batch_id FROM relance.loads FINAL WHERE state != 'accepted'
;;
-- Events that count today: loads not hidden (or repeated by one that is not), the highest version of each id.
CREATE VIEW IF NOT EXISTS relance.events_current {on_cluster} AS
WITH visible AS
(
    SELECT * , bucket FROM relance.events
    WHERE batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads)
       OR (event_id, version, batch_id) IN (
            SELECT event_id, version, of_batch_id FROM relance.repeated_events
            WHERE batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads))
)
SELECT * FROM visible
WHERE event_id NOT IN (SELECT event_id FROM relance.events WHERE corrects = 1)
   OR (event_id, version, recorded_at) IN (
        SELECT event_id, max(version) AS v, argMax(recorded_at, (version, recorded_at))
        FROM visible
        WHERE event_id IN (SELECT event_id FROM relance.events WHERE corrects = 1)
        GROUP BY event_id)
