-- One row = one customer asked for, with his name.
SELECT customer_id, any(name) AS name
FROM relance.customers
WHERE customer_id IN {customers: Array(String)}
GROUP BY customer_id
