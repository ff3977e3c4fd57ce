-- One row = one payer with several customers, of whatever creditor.
SELECT if(group_key = '', customer_id, group_key) AS payer
FROM relance.customers
GROUP BY payer
HAVING count() > 1
