-- One row = one customer with every field that a rule may name, his open invoices in an array.
SELECT c.*, i.invoices AS invoices
FROM customer_attributes AS c
LEFT JOIN
(
    SELECT entity_id, customer_id,
        groupArray((id, toFloat64(amount), toFloat64(open_amount), days_late, level, kind, product, currency, disputed)) AS invoices
    FROM open_invoices
    GROUP BY entity_id, customer_id
) AS i ON i.entity_id = c.entity_id AND i.customer_id = c.customer_id
WHERE empty({customers: Array(String)}) OR c.customer_id IN {customers: Array(String)}
