-- The view of 0004 in steps, each a query of its own: an alias that others use was written out at each use, so that the
-- view took 60 ms to plan, more than most loads take to run. What it says is the same.
--
-- where rows are

CREATE OR REPLACE VIEW relance.invoice_flows
(
    bucket UInt8 COMMENT 'Share of the customers that is recomputed together',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    invoice_id String COMMENT 'Invoice number',
    currency LowCardinality(String) COMMENT 'ISO 4217',
    country LowCardinality(String) COMMENT 'Country of the customer',
    kind LowCardinality(String) COMMENT 'Kind of the customer',
    sector LowCardinality(String) COMMENT 'Trade of the customer',
    size LowCardinality(String) COMMENT 'Size class of the customer',
    account_manager LowCardinality(String) COMMENT 'Who looks after the customer',
    internal UInt8 COMMENT '1 for a company of the same group',
    disputed UInt8 COMMENT '1 when the invoice was ever disputed',
    plain UInt8 COMMENT 'As in invoices',
    profile UInt64 COMMENT 'As in invoices',
    measure String COMMENT 'What changes, e.g. open, overdue, billed; see kpi_daily',
    day Date COMMENT 'Day of the change',
    of_day Date COMMENT 'As in kpi_daily',
    value Decimal(18, 4) COMMENT 'The change: an amount, or a count',
    measure_number UInt8 COMMENT 'The measure as a number'
)
AS
SELECT
    bucket, entity_id, customer_id, invoice_id, currency, country, kind, sector, size, account_manager, internal,
    disputed, plain, profile,
    ['open', 'open_count', 'overdue', 'overdue_31', 'overdue_61', 'overdue_91', 'overdue_count',
     'overdue_31_count', 'overdue_61_count', 'overdue_91_count', 'disputed', 'disputed_overdue',
     'became_overdue', 'billed', 'billed_count', 'brought_forward', 'entered', 'withdrawn', 'credited',
     'cancelled', 'collected_on_invoices', 'rejected_on_invoices', 'written_off', 'paid_overdue',
     'credited_overdue', 'rejected_late', 'rejected_on_time', 'paid_within_30', 'paid_within_60',
     'paid_within_90', 'paid_by_due', 'excess'][flow.1] AS measure,
    flow.2 AS day,
    flow.3 AS of_day,
    CAST(flow.4, 'Decimal(18, 4)') AS value,
    flow.1 AS measure_number
FROM
(
    SELECT *,
        arrayFlatten([
            arrayMap((e, o, b) -> (1, e, e, o - b), event_days, opens, opens_before),
            arrayMap((e, o, b) -> (2, e, e, toDecimal128((o > 0) - (b > 0), 4)), event_days, opens, opens_before),
            arrayMap((e, o, b) -> (3, e, e, o - b), event_days, late_1, late_1_before),
            arrayMap((e, o, i) -> (4, e, e, o - if(i = 1, zero, late_31[i - 1])), event_days, late_31, arrayEnumerate(opens)),
            arrayMap((e, o, i) -> (5, e, e, o - if(i = 1, zero, late_61[i - 1])), event_days, late_61, arrayEnumerate(opens)),
            arrayMap((e, o, i) -> (6, e, e, o - if(i = 1, zero, late_91[i - 1])), event_days, late_91, arrayEnumerate(opens)),
            arrayMap((e, o, b) -> (7, e, e, toDecimal128((o > 0) - (b > 0), 4)), event_days, late_1, late_1_before),
            arrayMap((e, o, i) -> (8, e, e, toDecimal128((o > 0) - if(i = 1, 0, late_31[i - 1] > 0), 4)), event_days, late_31, arrayEnumerate(opens)),
            arrayMap((e, o, i) -> (9, e, e, toDecimal128((o > 0) - if(i = 1, 0, late_61[i - 1] > 0), 4)), event_days, late_61, arrayEnumerate(opens)),
            arrayMap((e, o, i) -> (10, e, e, toDecimal128((o > 0) - if(i = 1, 0, late_91[i - 1] > 0), 4)), event_days, late_91, arrayEnumerate(opens)),
            arrayMap((e, x) -> (11, e, e, x), event_days, dispute_changes),
            arrayMap((e, x) -> (12, e, e, x), event_days, late_dispute_changes),
            arrayMap((e, m, b) -> (13, e, e, m - b), event_days, late_1_morning, late_1_before),
            if(opening, [(16, entry_on, entry_on, asked)],
                [(14, issued_on, due_on, asked), (15, issued_on, issued_on, toDecimal128(1, 4)),
                 (17, issued_on, issued_on, toDecimal128(amount > 0, 4)),
                 (28, issued_on, issued_on, toDecimal128(paid_within_30, 4)), (29, issued_on, issued_on, toDecimal128(paid_within_60, 4)),
                 (30, issued_on, issued_on, toDecimal128(paid_within_90, 4)), (31, issued_on, due_on, toDecimal128(paid_by_due, 4))]),
            if(opening, [], arrayMap((i, j) -> (18, step_days[i], issued_on, toDecimal128(toInt8(gone[i]) - if(j = 1, 0, toInt8(gone[day_ends[j - 1]])), 4)),
                day_ends, arrayEnumerate(day_ends))),
            arrayMap((k, d, o, b, r) -> ([19, 20, 21, 22, 23][k], d, o, if(k = 4, r - b, b - r)), step_kinds, step_days, step_of_days, befores, rests),
            arrayMap((d, i, r, o) -> (23, d, d, (r - o) - if(i = 1, zero, rests[i - 1] - step_opens[i - 1])), step_days, arrayEnumerate(rests), rests, step_opens),
            arrayMap((k, d, x) -> (if(k = 3, 24, 25), d, d, if(k <= 3, x, zero)), step_kinds, step_days, late_cut),
            arrayMap((k, d, o, x) -> (26, d, o, if(k = 4, x, zero)), step_kinds, step_days, step_of_days, late_again),
            arrayMap((k, d, x, y) -> (27, d, d, if(k = 4, -x - y, zero)), step_kinds, step_days, late_cut, late_again),
            arrayMap((d, i, x) -> (32, d, d, x - if(i = 1, CAST(greatest(-amount, 0), 'Decimal(38, 4)'), excesses[i - 1])), step_days, arrayEnumerate(excesses), excesses),
            [(32, entry_on, entry_on, CAST(greatest(-amount, 0), 'Decimal(38, 4)'))]
        ]) AS flows
    FROM (
    SELECT *,
        arrayMap((x, i) -> x - if(i = 1, zero, late_disputes[i - 1]), late_disputes, arrayEnumerate(disputes)) AS late_dispute_changes
    FROM (
    SELECT *,
        arraySlice(arrayPushFront(late_1, zero), 1, length(opens)) AS late_1_before,
        arrayMap((i, e, o, g) -> if(i = 1, g, greatest(zero, o - arraySum((d, a) -> if(d >= e, a, 0), dues, parts))),
            arrayEnumerate(event_days), event_days, opens_before, late_1) AS late_1_morning,
        arrayMap((c, g) -> least(c, g), contested, late_1) AS late_disputes,
        arrayMap((x, i) -> x - if(i = 1, zero, disputes[i - 1]), disputes, arrayEnumerate(disputes)) AS dispute_changes
    FROM (
    SELECT *,
        arraySlice(arrayPushFront(opens, zero), 1, length(opens)) AS opens_before,
        arrayMap((e, o) -> greatest(zero, o - arraySum((d, a) -> if(d >= e, a, 0), dues, parts)), event_days, opens) AS late_1,
        arrayMap((e, o) -> greatest(zero, o - arraySum((d, a) -> if(d > e - 31, a, 0), dues, parts)), event_days, opens) AS late_31,
        arrayMap((e, o) -> greatest(zero, o - arraySum((d, a) -> if(d > e - 61, a, 0), dues, parts)), event_days, opens) AS late_61,
        arrayMap((e, o) -> greatest(zero, o - arraySum((d, a) -> if(d > e - 91, a, 0), dues, parts)), event_days, opens) AS late_91,
        arrayMap((c, o) -> least(c, o), contested, opens) AS disputes,
        arrayMap((r, p, i) -> if((i = length(step_days) OR step_days[i + 1] > step_days[i]) AND r <= 0 AND p <= 0 AND amount > 0, 1, 0),
            rests, paid_sums, arrayEnumerate(step_days)) AS gone
    FROM (
    SELECT *,
        arrayMap(e -> arrayElement(arrayPushFront(step_opens, asked), arrayCount(d -> d <= e, step_days) + 1), event_days) AS opens,
        arrayMap(e -> arrayElement(arrayPushFront(CAST(dispute_amounts, 'Array(Decimal(38, 4))'), zero),
            arrayCount(d -> d <= e, dispute_days) + 1), event_days) AS contested,
        -- what became (un)late by the posting itself, on its own day and, of a rejection, on the day of the payment
        arrayMap((d, b, r) -> greatest(zero, b - arraySum((x, a) -> if(x >= d, a, 0), dues, parts))
            - greatest(zero, r - arraySum((x, a) -> if(x >= d, a, 0), dues, parts)), step_days, befores, rests) AS late_cut,
        arrayMap((d, b, r) -> greatest(zero, r - arraySum((x, a) -> if(x >= d, a, 0), dues, parts))
            - greatest(zero, b - arraySum((x, a) -> if(x >= d, a, 0), dues, parts)), step_of_days, befores, rests) AS late_again,
        arrayCumSum(arrayMap((k, b, r) -> if(k IN (3, 4), b - r, zero), step_kinds, befores, rests)) AS paid_sums
    FROM (
    SELECT *,
        arraySlice(arrayPushFront(rests, asked), 1, length(rests)) AS befores,
        arraySort(arrayDistinct(arrayFilter(d -> d >= entry_on, arrayConcat(
            [entry_on], step_days, dispute_days, arrayMap(d -> d + 1, dues), arrayMap(d -> d + 31, dues),
            arrayMap(d -> d + 61, dues), arrayMap(d -> d + 91, dues))))) AS event_days
    FROM (
    SELECT
        bucket, entity_id, customer_id, invoice_id, currency, country, customer_kind AS kind, sector, size,
        account_manager, internal, ever_disputed AS disputed, plain, profile, opening, amount, entry_on, issued_on, due_on,
        due_days, due_amounts, step_days, step_of_days, step_kinds, dispute_days, dispute_amounts,
        paid_within_30, paid_within_60, paid_within_90, paid_by_due,
        step_rest, step_open, step_excess,
        toDecimal128(0, 4) AS zero,
        CAST(greatest(amount, 0), 'Decimal(38, 4)') AS asked,
        if(empty(due_days), [due_on], due_days) AS dues,
        if(empty(due_days), [amount], due_amounts) AS parts,
        CAST(step_rest, 'Array(Decimal(38, 4))') AS rests,
        CAST(step_open, 'Array(Decimal(38, 4))') AS step_opens,
        CAST(step_excess, 'Array(Decimal(38, 4))') AS excesses,
        arrayFilter(i -> i = length(step_days) OR step_days[i + 1] > step_days[i], arrayEnumerate(step_days)) AS day_ends
    FROM relance.invoices
    ))))))
)
ARRAY JOIN arrayFilter(f -> f.4 != 0, flows) AS flow
