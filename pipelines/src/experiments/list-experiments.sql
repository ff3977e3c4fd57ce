-- One row = one experiment with the number of its customers and the days on which they entered.
SELECT experiment_id AS id, toUInt32(count()) AS customers, toString(min(exposed_on)) AS first_day, toString(max(exposed_on)) AS last_day
FROM relance.exposures
GROUP BY experiment_id
ORDER BY experiment_id
