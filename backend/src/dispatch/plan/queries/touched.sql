-- One row = one customer of whom something was recorded since a moment.
SELECT DISTINCT toString(entity_id) AS entity_id, customer_id
FROM relance.events
WHERE recorded_at > fromUnixTimestamp64Milli({since: Int64}, 'UTC') AND customer_id != '' AND source != ''
LIMIT {limit: UInt32}
