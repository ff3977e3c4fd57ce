-- Events of the customers of an experiment as they were known at the end of a day: what was recorded by then, the
-- highest version of it, of loads that still count.
INSERT INTO {then_events}
SELECT *, bucket
FROM relance.events
WHERE recorded_at < addDays(toDateTime64({on: Date}, 3, 'UTC'), 1)
    AND (entity_id, customer_id) IN (SELECT entity_id, customer_id FROM relance.exposures WHERE experiment_id = {experiment: String})
    AND (batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads)
        OR (event_id, version, batch_id) IN (
            SELECT event_id, version, of_batch_id FROM relance.repeated_events
            WHERE batch_id NOT IN (SELECT batch_id FROM relance.hidden_loads)))
ORDER BY version DESC, recorded_at DESC
LIMIT 1 BY event_id
