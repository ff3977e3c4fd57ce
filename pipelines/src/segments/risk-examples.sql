-- One row = one past invoice with what was known at its issue and whether it was paid late.
SELECT toString(f.day) AS issued_on, toString(f.due_on) AS due_on, f.late AS late, f.features AS features
FROM ({risk_features}) AS f
ORDER BY f.day, cityHash64(f.customer_id)
SETTINGS join_use_nulls = 0
