-- One row = one invoice that is open on a day, with its state then (fragment). From the day of the last change of any
-- open amount on, that is the state it has now, and the arrays of steps, most of what an invoice weighs, are not read.
-- Open amounts of a day may cancel out in sum; what changed them does not, because each kind of change has one sign.
SELECT
    bucket, entity_id, customer_id, invoice_id, currency, kind, issued_on, due_on, amount, ever_disputed, reminders, last_reminder_on,
    country, customer_kind, sector, size, account_manager, internal,
    if(empty(due_days), [due_on], due_days) AS dues, if(empty(due_days), [amount], due_amounts) AS parts,
    if((SELECT max(day) FROM relance.kpi_totals WHERE measure IN ('open', 'credited', 'cancelled', 'collected_on_invoices', 'rejected_on_invoices', 'written_off')) <= {asOf: Date}, i.open,
        if(empty(step_days), greatest(amount, 0), arrayElement(arrayPushFront(step_open, greatest(amount, toDecimal64(0, 4))), arrayCount(d -> d <= {asOf: Date}, step_days) + 1))) AS open,
    if(empty(due_days), if(due_on < {asOf: Date}, open, 0), greatest(0, open - arraySum((d, a) -> if(d >= {asOf: Date}, a, 0), due_days, due_amounts))) AS overdue,
    if(empty(due_days), if(due_on <= {asOf: Date} - 31, open, 0), greatest(0, open - arraySum((d, a) -> if(d > {asOf: Date} - 31, a, 0), due_days, due_amounts))) AS late_31,
    if(empty(due_days), if(due_on <= {asOf: Date} - 61, open, 0), greatest(0, open - arraySum((d, a) -> if(d > {asOf: Date} - 61, a, 0), due_days, due_amounts))) AS late_61,
    if(empty(due_days), if(due_on <= {asOf: Date} - 91, open, 0), greatest(0, open - arraySum((d, a) -> if(d > {asOf: Date} - 91, a, 0), due_days, due_amounts))) AS late_91,
    -- oldest instalment of which something is open
    if(empty(due_days), due_on, arrayFirst((d, n) -> open > arraySum(arraySlice(due_amounts, n + 1)), due_days, arrayEnumerate(due_days))) AS oldest,
    if(empty(dispute_days), 0, least(open, arrayElement(arrayPushFront(dispute_amounts, 0), arrayCount(d -> d <= {asOf: Date}, dispute_days) + 1))) AS disputed
FROM relance.invoices AS i
-- what may be open then; nothing more is read of all others, nor anything of those paid at once, which lie apart
PREWHERE (i.plain < 2 AND i.open > 0) OR ((SELECT max(day) FROM relance.kpi_totals WHERE measure IN ('open', 'credited', 'cancelled', 'collected_on_invoices', 'rejected_on_invoices', 'written_off')) > {asOf: Date} AND i.step_days[-1] > {asOf: Date})
WHERE entry_on <= {asOf: Date} AND open > 0
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND ({currency: String} = '' OR currency = {currency: String})
