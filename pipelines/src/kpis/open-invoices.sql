-- One row = one invoice that is open on a day, with its state then (fragment).
SELECT
    bucket, entity_id, customer_id, invoice_id, currency, kind, issued_on, due_on, amount, ever_disputed, reminders, last_reminder_on,
    country, customer_kind, sector, size, account_manager, internal,
    if(empty(due_days), [due_on], due_days) AS dues, if(empty(due_days), [amount], due_amounts) AS parts,
    if(empty(step_days), greatest(amount, 0), arrayElement(arrayPushFront(step_open, greatest(amount, toDecimal64(0, 4))), arrayCount(d -> d <= {asOf: Date}, step_days) + 1)) AS open,
    if(empty(due_days), if(due_on < {asOf: Date}, open, 0), greatest(0, open - arraySum((d, a) -> if(d >= {asOf: Date}, a, 0), dues, parts))) AS overdue,
    if(empty(due_days), if(due_on <= {asOf: Date} - 31, open, 0), greatest(0, open - arraySum((d, a) -> if(d > {asOf: Date} - 31, a, 0), dues, parts))) AS late_31,
    if(empty(due_days), if(due_on <= {asOf: Date} - 61, open, 0), greatest(0, open - arraySum((d, a) -> if(d > {asOf: Date} - 61, a, 0), dues, parts))) AS late_61,
    if(empty(due_days), if(due_on <= {asOf: Date} - 91, open, 0), greatest(0, open - arraySum((d, a) -> if(d > {asOf: Date} - 91, a, 0), dues, parts))) AS late_91,
    -- oldest instalment of which something is open
    if(empty(due_days), due_on, arrayFirst((d, i) -> open > arraySum(arraySlice(parts, i + 1)), dues, arrayEnumerate(dues))) AS oldest,
    if(empty(dispute_days), 0, least(open, arrayElement(arrayPushFront(dispute_amounts, 0), arrayCount(d -> d <= {asOf: Date}, dispute_days) + 1))) AS disputed
FROM relance.invoices AS i
WHERE entry_on <= {asOf: Date} AND open > 0
  -- read the arrays only of invoices that may be open then
  AND (i.open > 0 OR i.step_days[-1] > {asOf: Date})
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND ({currency: String} = '' OR currency = {currency: String})
