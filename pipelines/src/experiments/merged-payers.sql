-- One row = two payers of an experiment that became one, because a customer was merged into another. Only customers of
-- mergers are joined: an experiment without any has nothing to look through.
WITH m AS
(
    SELECT entity_id, customer_id AS survivor_id, ifNull(toString(attributes.merged_id), '') AS absorbed_id
    FROM relance.events_current
    WHERE event_type = 'customer.merged' AND occurred_on <= {cut: Date}
)
SELECT toString(a.cluster_key) AS absorbed, toString(s.cluster_key) AS survivor
FROM m
INNER JOIN
(
    SELECT entity_id, customer_id, cluster_key FROM relance.exposures
    WHERE experiment_id = {experiment: String} AND customer_id IN (SELECT absorbed_id FROM m)
) AS a ON a.entity_id = m.entity_id AND a.customer_id = m.absorbed_id
INNER JOIN
(
    SELECT entity_id, customer_id, cluster_key FROM relance.exposures
    WHERE experiment_id = {experiment: String} AND customer_id IN (SELECT survivor_id FROM m)
) AS s ON s.entity_id = m.entity_id AND s.customer_id = m.survivor_id
WHERE a.cluster_key != s.cluster_key
