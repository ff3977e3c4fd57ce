-- One row = one customer of some segments of a population who owes something or has paid before: what he owes in his
-- creditor's currency, and his mean days late, null without history.
SELECT entity_id, customer_id, {segment} AS segment, toFloat64(open_amount) AS owed, mean_days_late
FROM customer_attributes
WHERE {rule} AND (open_amount > 0 OR isNotNull(mean_days_late)) AND segment IN {strataOf: Array(String)}
