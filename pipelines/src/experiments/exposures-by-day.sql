-- One row = one variant on one day of entry: customers who came to the trigger, and severe complaints of theirs.
SELECT variant_id AS variant, toString(exposed_on) AS day, toUInt32(count()) AS customers, topK(1)(currency)[1] AS currency,
    arraySort(groupArrayIf(toUInt32(exposed_on) + severe_age, severe_age >= 0 AND exposed_on + severe_age <= {cut: Date})) AS severe_days
FROM relance.exposures
WHERE experiment_id = {experiment: String} AND exposed_on <= {cut: Date}
GROUP BY variant, exposed_on
ORDER BY exposed_on, variant
