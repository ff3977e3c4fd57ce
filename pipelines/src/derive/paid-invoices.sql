-- One row = one invoice that was paid at once and in full and to which nothing else happened: most rows of a real
-- history, so they go without the arrays of invoices.sql too. Columns not named take their defaults.
INSERT INTO relance.invoices_stage
    (bucket, entity_id, customer_id, invoice_id, currency, kind, opening, issued_on, entry_on, due_on, amount, paid, state,
     settled_on, days_to_pay, days_late, paid_within_30, paid_within_60, paid_within_90, paid_by_due, plain, step_days,
     step_kinds, step_of_days, step_rest, step_open, step_excess, settled_days, reopened_days,
    -- if customers
    country, customer_kind, sector, size, account_manager, internal,
    -- end
    profile)
SELECT i.bucket, i.entity_id, i.customer_id, i.invoice_id, i.currency, i.kind, i.opening, i.issued_on, i.entry_on, i.due,
    i.amount, i.amount, 'paid', greatest(p.day, i.entry_on) AS paid_on, toInt32(paid_on - i.issued_on), toInt32(paid_on - i.due),
    if(paid_on <= i.issued_on + 30, i.amount, 0), if(paid_on <= i.issued_on + 60, i.amount, 0),
    if(paid_on <= i.issued_on + 90, i.amount, 0), if(paid_on <= i.due, i.amount, 0), 2,
    [paid_on], [3], [paid_on], [0], [0], [0], [paid_on], [toDate('2149-06-06')],
    -- if customers
    c.country, c.kind, c.sector, c.size, c.account_manager, c.internal, c.profile
    -- end
    -- unless customers
    {unknown_profile:i}
    -- end
FROM
(
    SELECT * FROM ({issues})
    WHERE amount > 0 AND empty(due_days) AND NOT opening
) AS i
INNER JOIN ({paid_once}) AS p
    ON p.entity_id = i.entity_id AND p.customer_id = i.customer_id AND p.invoice_id = i.invoice_id AND p.amount = i.amount
-- if customers
LEFT JOIN relance.customers_stage AS c ON c.entity_id = i.entity_id AND c.customer_id = i.customer_id
-- end
SETTINGS join_use_nulls = 0
