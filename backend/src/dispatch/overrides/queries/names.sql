-- One row = one of the asked customers with his name.
SELECT toString(entity_id) AS entity_id, customer_id, name
FROM relance.customers
WHERE (entity_id, customer_id) IN (
    SELECT x.1, x.2 FROM (SELECT arrayJoin(arrayZip({entities: Array(String)}, {customers: Array(String)})) AS x))
