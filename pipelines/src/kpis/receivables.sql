-- One row = one customer in one currency with his open amounts by days past due, as of a day; `these` says of which ones.
SELECT *, count() OVER () AS total
FROM
(
    SELECT
        b.entity_id AS entity_id, b.customer_id AS customer_id, any(c.name) AS name, b.currency AS currency,
        any(c.country) AS country, any(c.account_manager) AS account_manager,
        sum(b.open) AS open, sum(b.on_account) AS on_account, sum(b.overdue) AS overdue, sum(b.disputed) AS disputed,
        sum(b.open) - sum(b.overdue) - sum(b.undetailed) AS not_due,
        sum(b.overdue) - sum(b.late_31) AS late_1_30, sum(b.late_31) - sum(b.late_61) AS late_31_60,
        sum(b.late_61) - sum(b.late_91) AS late_61_90, sum(b.late_91) AS late_91, sum(b.undetailed) AS undetailed,
        sum(b.open_count) AS open_count, sum(b.overdue_count) AS overdue_count,
        toString(nullIf(minIf(b.oldest, b.oldest > toDate(0)), toDate(0))) AS oldest_due_on,
        toString(nullIf(max(b.last_reminder), toDate(0))) AS last_reminder_on
    FROM
    (
        SELECT entity_id, customer_id, currency, sum(o.open) AS open, toDecimal128(0, 4) AS on_account, sum(o.overdue) AS overdue,
            sum(o.disputed) AS disputed, toDecimal128(0, 4) AS undetailed, sum(o.late_31) AS late_31, sum(o.late_61) AS late_61,
            sum(o.late_91) AS late_91, count() AS open_count, countIf(o.overdue > 0) AS overdue_count,
            minIf(o.oldest, o.overdue > 0) AS oldest, max(ifNull(last_reminder_on, toDate(0))) AS last_reminder
        FROM ({open_invoices}) AS o
        WHERE {these}
        GROUP BY entity_id, customer_id, currency
        UNION ALL
        SELECT entity_id, customer_id, currency, sum(undetailed), sum(on_account), 0, 0, sum(undetailed), 0, 0, 0, 0, 0, toDate(0), toDate(0)
        FROM relance.account_flows
        WHERE {these} AND day <= {asOf: Date}
          AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
          AND ({currency: String} = '' OR currency = {currency: String})
        GROUP BY entity_id, customer_id, currency
    ) AS b
    LEFT JOIN relance.customers AS c ON c.entity_id = b.entity_id AND c.customer_id = b.customer_id
    WHERE ({search: String} = '' OR positionCaseInsensitiveUTF8(c.name, {search: String}) > 0 OR positionCaseInsensitiveUTF8(b.customer_id, {search: String}) > 0)
      AND (c.internal = 0 OR {internal: UInt8} = 1)
    GROUP BY b.entity_id, b.customer_id, b.currency
    HAVING open > 0 OR on_account > 0
)
ORDER BY
    multiIf({sort: String} = 'overdue', overdue, {sort: String} = 'open', open, {sort: String} = '91+', late_91, 0) DESC,
    if({sort: String} = 'name', name, '') ASC,
    if({sort: String} = 'oldest', coalesce(oldest_due_on, '9999'), '') ASC,
    open DESC, entity_id, customer_id, currency
LIMIT {limit: UInt32} OFFSET {offset: UInt32}
SETTINGS join_use_nulls = 0
