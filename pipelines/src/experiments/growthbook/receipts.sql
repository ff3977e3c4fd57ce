SELECT user_id, timestamp, value
FROM relance.growthbook_receipts
WHERE experiment_id = '{{ experimentId }}'
