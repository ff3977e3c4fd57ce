-- One row = one day of one variant: customers whose window is over, and the places in the day's order (0 to 1, drawn
-- by a hash that knows nothing of outcomes) of those with the event.
SELECT variant_id AS variant, toString(exposed_on) AS day, toUInt32(count()) AS customers,
    arraySort(groupArrayIf(cityHash64(entity_id, customer_id) / 18446744073709551616., happened)) AS places
FROM
(
    SELECT variant_id, exposed_on, entity_id, customer_id,
        multiIf({harm: String} = 'complaints', complaint_age, {harm: String} = 'optouts', optout_age,
            {harm: String} = 'disputes', dispute_age, bounce_age) AS age,
        age BETWEEN 0 AND {window: UInt16} AS happened
    FROM relance.exposures
    WHERE experiment_id = {experiment: String} AND exposed_on + {window: UInt16} <= {cut: Date}
)
GROUP BY variant, exposed_on
ORDER BY variant, exposed_on
