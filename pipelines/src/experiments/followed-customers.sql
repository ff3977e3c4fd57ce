-- One row = one customer of an experiment who entered on one of these days, with what is known of him by the horizon.
SELECT entity_id, customer_id, variant_id AS variant, segment_id AS segment, epoch, toString(e.exposed_on) AS exposed_on,
    exposed, arraySum((age, x) -> if(age <= {horizon: UInt16}, x, 0), ages, paid) AS paid,
    any_age BETWEEN 0 AND {horizon: UInt16} AS paid_any,
    arraySum((age, x) -> if(age <= {horizon: UInt16}, x, 0), ages, full_paid) > 0 AS paid_in_full,
    complaint_age BETWEEN 0 AND {horizon: UInt16} AS complained
FROM relance.exposures AS e
WHERE experiment_id = {experiment: String} AND e.exposed_on BETWEEN {from: Date} AND {to: Date}
ORDER BY e.exposed_on, entity_id, customer_id
