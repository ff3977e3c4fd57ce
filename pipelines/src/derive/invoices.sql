-- One row = one invoice: its issue, all postings to it in order, and what they come to. The plain ones, to which
-- nothing happened, are in plain-invoices.sql, those paid at once in paid-invoices.sql.
INSERT INTO relance.invoices_stage
SELECT
    bucket, entity_id, customer_id, invoice_id, currency, kind, opening, issued_on, entry_on,
    if(empty(due_days), due, arrayMax(due_days)) AS due_on,
    due_days, due_amounts, amount,
    arraySum((k, x) -> if(k = 1, x, 0), step_kinds, cuts) AS credited,
    arraySum((k, x) -> if(k = 2, x, 0), step_kinds, cuts) AS cancelled,
    if(n = 0, 0, paid_sums[n]) AS paid,
    if(n = 0, 0, step_rest[n] - step_open[n]) AS written_off,
    if(n = 0, asked, step_open[n]) AS open,
    multiIf(open > 0 AND disputed, 'disputed', open > 0, 'open', written_off > 0, 'written_off', paid > 0, 'paid',
        cancelled > 0, 'cancelled', credited > 0, 'credited', 'paid') AS state,
    if(empty(settled_days) OR reopened_days[-1] < never, NULL, settled_days[-1]) AS settled_on,
    toInt32(settled_on - issued_on) AS days_to_pay,
    toInt32(settled_on - due_on) AS days_late,
    if(empty(dispute_amounts), 0, dispute_amounts[-1] > 0) AS disputed,
    notEmpty(dispute_days) AS ever_disputed,
    claims.1 AS reminders, claims.2 AS level, if(claims.1 = 0, NULL, claims.3) AS last_reminder_on, claims.4 AS segment_id,
    arrayElement(paid_from_start, arrayCount(d -> d <= issued_on + 30, step_days) + 1) AS paid_within_30,
    arrayElement(paid_from_start, arrayCount(d -> d <= issued_on + 60, step_days) + 1) AS paid_within_60,
    arrayElement(paid_from_start, arrayCount(d -> d <= issued_on + 90, step_days) + 1) AS paid_within_90,
    arrayElement(paid_from_start, arrayCount(d -> d <= due_on, step_days) + 1) AS paid_by_due,
    if(empty(dispute_days) AND empty(due_days) AND amount > 0 AND NOT opening,
        multiIf(n = 0, 1, n = 1 AND step_kinds[1] = 3 AND step_rest[1] = 0 AND step_excess[1] = 0, 2, 0), 0) AS plain,
    step_days, step_kinds, step_of_days, step_rest, step_open, step_excess, settled_days, reopened_days,
    dispute_days, dispute_amounts, country, customer_kind, sector, size, account_manager, internal, profile
FROM
(
    -- Each step in a query of its own, the first one innermost: an alias used by several others would be written out
    -- at each use, which takes longer to plan than to run.
    SELECT *,
        arrayMap(x -> step_days[x], settled_at) AS settled_days,
        arrayMap(x -> if(x = 0, never, step_days[x]), reopened_at) AS reopened_days
    FROM (
    SELECT *,
        arrayMap(x -> arrayFirst(y -> y > x AND NOT full[y], day_ends), settled_at) AS reopened_at
    FROM (
    SELECT *,
        arrayFilter((x, j) -> full[x] AND (j = 1 OR NOT full[day_ends[j - 1]]), day_ends, arrayEnumerate(day_ends)) AS settled_at
    FROM (
    SELECT *,
        arrayPushFront(paid_sums, 0) AS paid_from_start,
        -- a day counts as it ends
        arrayFilter(x -> x = n OR step_days[x + 1] > step_days[x], arrayEnumerate(step_days)) AS day_ends,
        arrayMap(x -> step_rest[x] <= 0 AND paid_sums[x] > 0 AND amount > 0, arrayEnumerate(step_days)) AS full
    FROM (
    SELECT *,
        arrayCumSum((k, x) -> if(k IN (3, 4), x, 0), step_kinds, cuts) AS paid_sums
    FROM (
    SELECT *,
        arrayMap((x, w) -> greatest(toDecimal64(0, 4), x - w), step_rest, lost) AS step_open,
        -- what each posting took from the unpaid amount
        arrayMap((b, r) -> b - r, arraySlice(arrayPushFront(step_rest, asked), 1, n), step_rest) AS cuts
    FROM (
    SELECT *,
        arrayMap(x -> greatest(toDecimal64(0, 4), x), balances) AS step_rest,
        arrayMap(x -> greatest(toDecimal64(0, 4), -x), balances) AS step_excess
    FROM (
    SELECT *,
        arrayMap(x -> amount - x, arrayCumSum((k, x) -> multiIf(k = 4, -x, k = 5, 0, x), step_kinds, postings.3)) AS balances,
        arrayCumSum((k, x) -> if(k = 5, x, 0), step_kinds, postings.3) AS lost,
        dispute_steps.1 AS dispute_days,
        arrayMap(x -> if(x.2 = 1, toDecimal64(0, 4), x.3), dispute_steps) AS dispute_amounts
    FROM (
    SELECT *,
        length(postings) AS n,
        postings.1 AS step_days, postings.2 AS step_kinds, postings.4 AS step_of_days
    FROM (
    SELECT
        i.bucket AS bucket, i.entity_id AS entity_id, i.customer_id AS customer_id, i.invoice_id AS invoice_id,
        i.currency AS currency, i.kind AS kind, i.opening AS opening, i.issued_on AS issued_on, i.entry_on AS entry_on,
        i.due AS due, i.due_days AS due_days, i.due_amounts AS due_amounts, i.amount AS amount,
        toDate('2149-06-06') AS never,
        greatest(toDecimal64(0, 4), amount) AS asked,
        -- (day, kind, amount, of day); nothing happens to an invoice before it is in the balance
        arraySort(arrayMap(x -> (greatest(x.1, entry_on), x.2, if(x.2 = 2 AND x.3 = 0, amount, x.3), greatest(x.4, entry_on)), p.postings)) AS postings,
        arraySort(arrayMap(x -> (greatest(x.1, entry_on), x.2, if(x.2 = 0 AND x.3 = 0, amount, x.3)), p.disputes)) AS dispute_steps,
        -- if reminders
        r.claims AS claims,
        -- end
        -- unless reminders
        (0::UInt64, 0::UInt8, toDate(0), '') AS claims,
        -- end
        c.country AS country, c.kind AS customer_kind, c.sector AS sector, c.size AS size,
        c.account_manager AS account_manager, c.internal AS internal, c.profile AS profile
    FROM
    (
        SELECT * FROM ({issues})
        WHERE (amount <= 0 OR notEmpty(due_days) OR (entity_id, customer_id, invoice_id) IN ({touched}))
          AND (entity_id, customer_id, invoice_id) NOT IN ({paid_at_once})
    ) AS i
    LEFT JOIN ({postings}) AS p ON p.entity_id = i.entity_id AND p.customer_id = i.customer_id AND p.invoice_id = i.invoice_id
    -- if reminders
    LEFT JOIN
    (
        SELECT entity_id, customer_id, invoice_id,
            (count(), max(step), max(sent_on), argMax(segment_id, (sent_on, reminder_id))) AS claims
        FROM relance.reminders_stage ARRAY JOIN invoice_ids AS invoice_id
        WHERE bucket IN {buckets: Array(UInt8)}
        GROUP BY entity_id, customer_id, invoice_id
    ) AS r ON r.entity_id = i.entity_id AND r.customer_id = i.customer_id AND r.invoice_id = i.invoice_id
    -- end
    LEFT JOIN relance.customers_stage AS c ON c.entity_id = i.entity_id AND c.customer_id = i.customer_id
    )))))))))
)
SETTINGS join_use_nulls = 0
