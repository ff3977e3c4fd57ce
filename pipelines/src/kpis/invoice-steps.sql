-- One row = one day on which the open amount of an invoice changed, with what was open at its end.
SELECT toString(day) AS day, argMax(open_after, place) AS open
FROM
(
    SELECT entry_on AS day, greatest(amount, toDecimal64(0, 4)) AS open_after, 0 AS place
    FROM relance.invoices
    WHERE entity_id = {entity: String} AND customer_id = {customer: String} AND invoice_id = {invoice: String}
    UNION ALL
    SELECT step_day, step_after, step_place
    FROM relance.invoices
    ARRAY JOIN step_days AS step_day, step_open AS step_after, arrayEnumerate(step_days) AS step_place
    WHERE entity_id = {entity: String} AND customer_id = {customer: String} AND invoice_id = {invoice: String}
)
GROUP BY day
ORDER BY day
