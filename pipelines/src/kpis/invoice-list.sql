-- One row = one invoice as of a day, for lists and for the invoices behind a figure. `which` says which ones.
SELECT i.entity_id AS entity_id, i.customer_id AS customer_id, c.name AS customer_name, i.invoice_id AS invoice_id,
    i.currency AS currency, i.kind AS kind, toString(i.issued_on) AS issued_on, toString(i.due_on) AS due_on, i.amount AS amount,
    i.open_then AS open, i.overdue_then AS overdue,
    toInt32(if(i.open_then > 0, {asOf: Date}, if(settled_day = toDate(0), {asOf: Date}, settled_day)) - i.due_on) AS days_late,
    i.disputed_then > 0 AS disputed,
    multiIf(i.open_then > 0 AND disputed, 'disputed', i.overdue_then > 0, 'overdue', i.open_then > 0, 'open', settled_day > toDate(0), 'paid', i.state = 'open' OR i.state = 'disputed', 'paid', i.state) AS state,
    toString(nullIf(settled_day, toDate(0))) AS settled_on,
    i.reminders AS reminders
FROM
(
    SELECT *,
        if(entry_on > {asOf: Date}, 0, arrayElement(arrayPushFront(step_open, greatest(amount, toDecimal64(0, 4))), arrayCount(d -> d <= {asOf: Date}, step_days) + 1)) AS open_then,
        if(empty(due_days), [due_on], due_days) AS dues, if(empty(due_days), [amount], due_amounts) AS parts,
        greatest(0, open_then - arraySum((d, a) -> if(d >= {asOf: Date}, a, 0), dues, parts)) AS overdue_then,
        arrayFirst((d, n) -> open_then > arraySum(arraySlice(parts, n + 1)), dues, arrayEnumerate(dues)) AS oldest_open,
        if(empty(dispute_days), 0, least(open_then, arrayElement(arrayPushFront(dispute_amounts, 0), arrayCount(d -> d <= {asOf: Date}, dispute_days) + 1))) AS disputed_then,
        arrayMax(arrayPushFront(arrayFilter((d, r) -> d <= {asOf: Date} AND r > {asOf: Date}, settled_days, reopened_days), toDate(0))) AS settled_day,
        arrayExists((d, k) -> d BETWEEN {from: Date} AND {asOf: Date} AND k = 3, step_days, step_kinds) AS paid_then
    FROM relance.invoices
    WHERE (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
      AND ({currency: String} = '' OR currency = {currency: String})
      AND ({customer: String} = '' OR customer_id = {customer: String})
      AND ({invoice: String} = '' OR invoice_id = {invoice: String})
      AND ({country: String} = '*' OR country = {country: String})
      AND ({kind: String} = '*' OR customer_kind = {kind: String})
      AND ({sector: String} = '*' OR sector = {sector: String})
      AND ({size: String} = '*' OR size = {size: String})
      AND ({accountManager: String} = '*' OR account_manager = {accountManager: String})
      AND ({everDisputed: String} = '*' OR ever_disputed = ({everDisputed: String} = 'yes'))
      AND {inSegment}
      AND (internal = 0 OR {internal: UInt8} = 1)
      -- what is open, overdue or disputed now was so after all events, or changed since
      AND ({which: String} NOT IN ('open', 'overdue', 'disputed') OR open > 0 OR step_days[-1] > {asOf: Date})
) AS i
LEFT JOIN relance.customers AS c ON c.entity_id = i.entity_id AND c.customer_id = i.customer_id
WHERE multiIf(
        {which: String} = 'open', open_then > 0,
        {which: String} = 'overdue', overdue_then > 0,
        {which: String} = 'disputed', disputed_then > 0,
        {which: String} = 'not_due', open_then > 0 AND overdue_then = 0,
        {which: String} = 'billed', opening = 0 AND i.issued_on BETWEEN {from: Date} AND {asOf: Date},
        {which: String} = 'settled', settled_day BETWEEN {from: Date} AND {asOf: Date},
        {which: String} = 'late', settled_day BETWEEN {from: Date} AND {asOf: Date} AND settled_day > i.due_on,
        {which: String} = 'paid', paid_then,
        {which: String} = 'fell_due', (overdue_then > 0 OR paid_then) AND i.due_on < {asOf: Date},
        {which: String} = 'named', 1,
        entry_on <= {asOf: Date})
    AND ({bucket: String} = '' OR {bucket: String} = multiIf(open_then <= 0, 'none', overdue_then <= 0, 'not_due',
        dateDiff('day', i.oldest_open, {asOf: Date}) <= 30, '1-30', dateDiff('day', i.oldest_open, {asOf: Date}) <= 60, '31-60',
        dateDiff('day', i.oldest_open, {asOf: Date}) <= 90, '61-90', '91+'))
ORDER BY open DESC, amount DESC, entity_id, customer_id, invoice_id
LIMIT {limit: UInt32} OFFSET {offset: UInt32}
SETTINGS join_use_nulls = 0
