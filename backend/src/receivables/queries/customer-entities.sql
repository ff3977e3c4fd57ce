-- One row = one creditor that knows this customer, with the customer's name there.
SELECT entity_id, max(name) AS name
FROM (
    SELECT entity_id, name FROM customers WHERE customer_id = {customer_id: String}
    UNION ALL
    SELECT DISTINCT entity_id, '' AS name FROM invoices WHERE customer_id = {customer_id: String}
    UNION ALL
    SELECT DISTINCT entity_id, '' AS name FROM account_flows WHERE customer_id = {customer_id: String}
)
WHERE empty({entities: Array(String)}) OR has({entities: Array(String)}, entity_id)
GROUP BY entity_id
ORDER BY entity_id
