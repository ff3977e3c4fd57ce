-- Customers of experiments with what became of the invoices that they owed at the trigger. Derived like the tables of
-- 0002: a pure function of the events, so that late payments, rejections, corrections and undone loads change it.
-- Ages are whole days from the trigger; what a cell may have changed stands beside it, what is judged is not here.

CREATE TABLE IF NOT EXISTS relance.exposures{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    experiment_id LowCardinality(String) COMMENT 'Experiment',
    customer_id String COMMENT 'The debtor',
    variant_id LowCardinality(String) COMMENT 'Cell; the holdout is one as well',
    segment_id LowCardinality(String) COMMENT 'Segment at the trigger, frozen',
    stratum LowCardinality(String) COMMENT 'Stratum of the assignment; empty where there was none',
    cluster_key UInt64 COMMENT 'Hash of the payer: customers of one payer share it',
    probability Float64 COMMENT 'Planned probability of the cell when it was drawn',
    epoch UInt16 COMMENT 'Number of the weights in force at the draw',
    exposed_on Date COMMENT 'Day of the trigger common to all cells',
    currency LowCardinality(String) COMMENT 'Currency of the exposed invoices',
    currencies UInt8 COMMENT 'Number of currencies among them',
    invoices UInt32 COMMENT 'Invoices of the would-be first message',
    exposed Float64 COMMENT 'B: their open amount at the end of the day before the trigger, as known now',
    exposed_then Float64 COMMENT 'The same as it was known at the trigger',
    ages Array(Int32) COMMENT 'Ages at which something happened to them, ascending',
    paid Array(Float64) COMMENT 'Per age: paid, net of rejections of payments made since the trigger',
    left Array(Float64) COMMENT 'Per age: credited or cancelled, a competing exit',
    full_paid Array(Int8) COMMENT 'Per age: 1 where nothing stays open after a payment, -1 where a rejection undoes it',
    full_left Array(Int8) COMMENT 'Per age: the same where it was settled by a credit note or a cancellation',
    any_age Int32 COMMENT 'Age of the first payment; -1 for none',
    any_left_age Int32 COMMENT 'Age at which all was credited or cancelled before any payment; -1 for none',
    complaint_age Int32 COMMENT 'Age of the first complaint (spam reports included); -1 for none',
    severe_age Int32 COMMENT 'Age of the first severe complaint; -1 for none',
    optout_age Int32 COMMENT 'Age of the first opt-out; -1 for none',
    dispute_age Int32 COMMENT 'Age of the first dispute; -1 for none',
    first_send_age Int32 COMMENT 'Age of the first message of any kind; -1 for none. A second view, never the verdict',
    bounce_age Int32 COMMENT 'Age of the first message that came back; -1 for none',
    contact_ages Array(Int32) COMMENT 'Ages of the messages sent since the trigger',
    contact_costs Array(Float64) COMMENT 'Their costs'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (experiment_id, entity_id, variant_id, segment_id, exposed_on)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one customer of one experiment at his first entry'
;;
{distributed:exposures:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.exposures_stage{local} {on_cluster} AS relance.exposures{local}
