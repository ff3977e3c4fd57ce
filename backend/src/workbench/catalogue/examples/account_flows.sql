-- What customers have on account today
SELECT customer_id, currency, sum(on_account) AS on_account
FROM account_flows
GROUP BY customer_id, currency
HAVING on_account > 0
ORDER BY on_account DESC
