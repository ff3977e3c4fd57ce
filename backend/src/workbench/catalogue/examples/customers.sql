-- Customers by country and kind
SELECT country, kind, count() AS customers
FROM customers
WHERE internal = 0
GROUP BY country, kind
ORDER BY customers DESC
