-- Lines of accounts that settle one another
SELECT customer_id, letter, credit_kind, debit_id, amount, effective_on
FROM letterings
ORDER BY effective_on DESC
LIMIT 100
