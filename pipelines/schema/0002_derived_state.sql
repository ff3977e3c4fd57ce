-- What the events come to: invoices, allocations, customers. Every table here is a pure function of the events,
-- computed by pipelines/src/derive for whole buckets of customers and swapped in partition by partition; nothing
-- is ever changed in place, and emptying them loses nothing.
-- Sixteen partitions of many columns: compact parts up to 128 MB spare thousands of small files a load.
-- Days without a value are 2149-06-06 (far future) where a day is compared, NULL where it is shown.

CREATE TABLE IF NOT EXISTS relance.customers{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together: cityHash64(customer_id) % 16',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    name String COMMENT 'Name, the id where none is known',
    kind LowCardinality(String) COMMENT 'business, sole_trader, consumer, public, association; empty is treated as consumer',
    country LowCardinality(String) COMMENT 'Country as the source codes it',
    language LowCardinality(String) COMMENT 'Language of messages',
    sector LowCardinality(String) COMMENT 'Trade',
    size LowCardinality(String) COMMENT 'Class of size',
    account_manager LowCardinality(String) COMMENT 'Who looks after the customer',
    group_key String COMMENT 'Group or payer: SIREN, VAT number',
    terms_days Nullable(Int32) COMMENT 'Agreed terms of payment in days',
    credit_limit Nullable(Decimal(18, 4)) COMMENT 'Credit limit',
    internal UInt8 COMMENT '1 for a company of the same group; left out of KPIs by default',
    profile UInt64 COMMENT 'Hash of the attributes by which KPIs are cut'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, customer_id)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one customer of one entity with its latest attributes'
;;
{distributed:customers:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.invoices{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    invoice_id String COMMENT 'Invoice number',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    kind LowCardinality(String) COMMENT 'normal, deposit or penalty; empty is normal',
    opening UInt8 COMMENT '1 when it was brought forward by an opening balance: open, but never billed',
    issued_on Date COMMENT 'Issue date',
    entry_on Date COMMENT 'First day in the balance: the issue date, or the day of the opening balance',
    due_on Date COMMENT 'Due date; of instalments the last one',
    due_days Array(Date) COMMENT 'Due dates of the instalments, ascending; empty for one',
    due_amounts Array(Decimal(18, 4)) COMMENT 'Amounts of the instalments, in the order of due_days',
    amount Decimal(18, 4) COMMENT 'Amount including tax',
    credited Decimal(18, 4) COMMENT 'Part taken away by credit notes',
    cancelled Decimal(18, 4) COMMENT 'Part cancelled',
    paid Decimal(18, 4) COMMENT 'Part paid, net of rejections; what exceeds the invoice is on account',
    written_off Decimal(18, 4) COMMENT 'Part given up and not paid since',
    open Decimal(18, 4) COMMENT 'Open amount after all events known = amount - credited - cancelled - paid - written_off',
    state LowCardinality(String) COMMENT 'open, disputed, paid, credited, cancelled, written_off (after all events known; overdue depends on the day)',
    settled_on Nullable(Date) COMMENT 'Day of payment in full, when it still holds',
    days_to_pay Nullable(Int32) COMMENT 'settled_on - issued_on',
    days_late Nullable(Int32) COMMENT 'settled_on - due_on; late when above 0',
    disputed UInt8 COMMENT '1 when a dispute is open after all events known',
    ever_disputed UInt8 COMMENT '1 when it was ever disputed',
    reminders UInt32 COMMENT 'Reminders that claimed it',
    level UInt8 COMMENT 'Highest dunning step that claimed it',
    last_reminder_on Nullable(Date) COMMENT 'Day of the last reminder that claimed it',
    segment_id LowCardinality(String) COMMENT 'Segment named by the last reminder that claimed it',
    paid_within_30 Decimal(18, 4) COMMENT 'Part paid within 30 days of issue',
    paid_within_60 Decimal(18, 4) COMMENT 'Part paid within 60 days of issue',
    paid_within_90 Decimal(18, 4) COMMENT 'Part paid within 90 days of issue',
    paid_by_due Decimal(18, 4) COMMENT 'Part paid by the due date',
    plain UInt8 COMMENT '1 when nothing but the issue is known of it, 2 when it was paid at once and nothing else happened, else 0',
    step_days Array(Date) COMMENT 'Days of the postings after issue, ascending; within a day credit, payment, rejection, write-off',
    step_kinds Array(UInt8) COMMENT 'Per posting: 1 credit note, 2 cancellation, 3 payment, 4 rejection of a payment, 5 write-off',
    step_of_days Array(Date) COMMENT 'Per posting: of a rejection the day of the payment, else its own day',
    step_rest Array(Decimal(18, 4)) COMMENT 'Per posting: unpaid amount after it, written off or not',
    step_open Array(Decimal(18, 4)) COMMENT 'Per posting: open amount after it',
    step_excess Array(Decimal(18, 4)) COMMENT 'Per posting: what customers gave beyond the invoice, on account',
    settled_days Array(Date) COMMENT 'Days on which it became paid in full',
    reopened_days Array(Date) COMMENT 'Per settled day: when a rejection opened it again, else 2149-06-06',
    dispute_days Array(Date) COMMENT 'Days on which a dispute opened, changed or ended',
    dispute_amounts Array(Decimal(18, 4)) COMMENT 'Per dispute day: disputed amount from then on, 0 when it ended',
    country LowCardinality(String) COMMENT 'Country of the customer',
    customer_kind LowCardinality(String) COMMENT 'Kind of the customer',
    sector LowCardinality(String) COMMENT 'Trade of the customer',
    size LowCardinality(String) COMMENT 'Size class of the customer',
    account_manager LowCardinality(String) COMMENT 'Who looks after the customer',
    internal UInt8 COMMENT '1 for a company of the same group',
    profile UInt64 COMMENT 'Hash of the attributes by which KPIs are cut'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, customer_id, invoice_id)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one invoice with its state and, in arrays, every dated step to it'
;;
{distributed:invoices:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.settlements{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    invoice_id String COMMENT 'Invoice number',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    settled_on Date COMMENT 'Day of payment in full',
    reopened_on Date COMMENT 'Day on which a rejection opened it again, else 2149-06-06',
    issued_on Date COMMENT 'Issue date',
    due_on Date COMMENT 'Due date',
    amount Decimal(18, 4) COMMENT 'Amount of the invoice',
    days_to_pay Int32 COMMENT 'settled_on - issued_on',
    days_late Int32 COMMENT 'settled_on - due_on; late when above 0',
    opening UInt8 COMMENT '1 when the invoice was brought forward by an opening balance',
    disputed UInt8 COMMENT '1 when the invoice was ever disputed',
    country LowCardinality(String) COMMENT 'Country of the customer',
    customer_kind LowCardinality(String) COMMENT 'Kind of the customer',
    sector LowCardinality(String) COMMENT 'Trade of the customer',
    size LowCardinality(String) COMMENT 'Size class of the customer',
    account_manager LowCardinality(String) COMMENT 'Who looks after the customer',
    internal UInt8 COMMENT '1 for a company of the same group'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, settled_on, customer_id, invoice_id)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one time that an invoice became paid in full'
;;
{distributed:settlements:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.allocations{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    invoice_id String COMMENT 'The invoice that is paid',
    payment_id String COMMENT 'The payment; the id of its event where it has none',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    paid_on Date COMMENT 'Day of the payment',
    effective_on Date COMMENT 'Latest of the day of the payment, the issue of the invoice and the stated day of the allocation',
    amount Decimal(18, 4) COMMENT 'Amount allocated; a partly rejected allocation is parted in rows',
    rejected_on Date COMMENT 'Day on which it was taken back, else 2149-06-06',
    reminder_id String COMMENT 'Last reminder that claimed the invoice on an earlier day, at most 60 days before; empty for none',
    reminded_on Nullable(Date) COMMENT 'Day of that reminder',
    campaign_id LowCardinality(String) COMMENT 'Campaign of that reminder',
    channel LowCardinality(String) COMMENT 'Channel of that reminder',
    tone LowCardinality(String) COMMENT 'Tone of that reminder',
    variant_id LowCardinality(String) COMMENT 'Experiment cell of that reminder',
    step UInt8 COMMENT 'Dunning step of that reminder',
    internal UInt8 COMMENT '1 for a company of the same group'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, customer_id, invoice_id, effective_on)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one part of a payment that counts for one invoice'
;;
{distributed:allocations:cityHash64(customer_id)}
;;
CREATE TABLE IF NOT EXISTS relance.account_flows{local} {on_cluster}
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    day Date COMMENT 'Day of the change',
    on_account Decimal(18, 4) COMMENT 'Change of what the customer has on account (payments and credit notes not allocated)',
    refund_unexplained Decimal(18, 4) COMMENT 'Change of refunds beyond what was on account',
    undetailed Decimal(18, 4) COMMENT 'Change of the opening balance without detail',
    netted_overdue Decimal(18, 4) COMMENT 'Change of the undisputed overdue amount that is covered by what is on account',
    netted_disputed Decimal(18, 4) COMMENT 'Change of the disputed overdue amount that is covered by what is on account'
)
ENGINE = {engine:MergeTree}
PARTITION BY bucket
ORDER BY (entity_id, customer_id, currency, day)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one day on which what a customer has on account, or what it covers, changed'
;;
{distributed:account_flows:cityHash64(customer_id)}
