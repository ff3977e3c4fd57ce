-- One row = one invoice of which nothing but the issue is known: most rows of a large load, so they go without the
-- arrays of invoices.sql. Columns not named take their defaults.
INSERT INTO relance.invoices_stage
    (bucket, entity_id, customer_id, invoice_id, currency, kind, opening, issued_on, entry_on, due_on, amount, open, state,
     plain,
    -- if customers
    country, customer_kind, sector, size, account_manager, internal,
    -- end
    profile)
SELECT i.bucket, i.entity_id, i.customer_id, i.invoice_id, i.currency, i.kind, i.opening, i.issued_on, i.entry_on, i.due,
    i.amount, i.amount, 'open', 1,
    -- if customers
    c.country, c.kind, c.sector, c.size, c.account_manager, c.internal, c.profile
    -- end
    -- unless customers
    {unknown_profile:i}
    -- end
FROM ({issues}) AS i
-- if customers
LEFT JOIN relance.customers_stage AS c ON c.entity_id = i.entity_id AND c.customer_id = i.customer_id
-- end
WHERE i.amount > 0 AND empty(i.due_days) AND (i.entity_id, i.customer_id, i.invoice_id) NOT IN ({touched})
SETTINGS join_use_nulls = 0
