-- One row = two payers of an experiment that became one, because a customer was merged into another.
SELECT toString(a.cluster_key) AS absorbed, toString(s.cluster_key) AS survivor
FROM
(
    SELECT entity_id, customer_id AS survivor_id, ifNull(toString(attributes.merged_id), '') AS absorbed_id
    FROM relance.events_current
    WHERE event_type = 'customer.merged' AND occurred_on <= {cut: Date}
) AS m
INNER JOIN relance.exposures AS a ON a.entity_id = m.entity_id AND a.customer_id = m.absorbed_id
INNER JOIN relance.exposures AS s ON s.entity_id = m.entity_id AND s.customer_id = m.survivor_id
WHERE a.experiment_id = {experiment: String} AND s.experiment_id = {experiment: String} AND a.cluster_key != s.cluster_key
