-- One row = one customer: his name, how many events there are of him, and what he still owes by currency.
SELECT
    (SELECT any(name) FROM relance.customers WHERE entity_id = {entity: String} AND customer_id = {customer: String}) AS name,
    (SELECT toUInt32(count()) FROM relance.events WHERE entity_id = {entity: String} AND customer_id = {customer: String}) AS events,
    (
        SELECT groupArray((currency, toString(due)))
        FROM
        (
            SELECT currency, sum(open) AS due
            FROM relance.invoices
            WHERE entity_id = {entity: String} AND customer_id = {customer: String} AND open > 0
            GROUP BY currency
            ORDER BY currency
        )
    ) AS open
