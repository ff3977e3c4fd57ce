-- One row = one customer of an experiment as of the cut, the largest amounts first.
SELECT e.entity_id AS entity_id, e.customer_id AS customer_id, ifNull(nullIf(c.name, ''), e.customer_id) AS name,
    e.variant_id AS variant, e.segment_id AS segment, toString(e.exposed_on) AS exposed_on, e.invoices AS invoices,
    toString(round(e.exposed, 2)) AS exposed,
    toString(round(arraySum((age, x) -> if(age <= least({horizon: UInt16}, toInt32({cut: Date} - e.exposed_on)), x, 0), e.ages, e.paid), 2)) AS paid,
    toInt32({cut: Date} - e.exposed_on) >= {horizon: UInt16} AS followed,
    if(e.any_age >= 0 AND e.exposed_on + e.any_age <= {cut: Date}, e.any_age, NULL) AS first_payment_age,
    if(e.first_send_age >= 0 AND e.exposed_on + e.first_send_age <= {cut: Date}, e.first_send_age, NULL) AS first_message_age,
    e.complaint_age >= 0 AND e.exposed_on + e.complaint_age <= {cut: Date} AS complained
FROM relance.exposures AS e
LEFT ANY JOIN relance.customers AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
WHERE e.experiment_id = {experiment: String} AND e.exposed_on <= {cut: Date}
    AND ({variant: String} = '*' OR e.variant_id = {variant: String})
    AND ({segment: String} = '*' OR e.segment_id = {segment: String})
ORDER BY e.exposed DESC, e.entity_id, e.customer_id
LIMIT {limit: UInt32} OFFSET {skip: UInt64}
