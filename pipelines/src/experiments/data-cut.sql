-- One row: the last day up to which all creditors of the experiment know their payments, and a mark of the data that
-- count, which changes with every load and undo.
SELECT
    (
        SELECT min(cut) FROM
        (
            SELECT entity_id, ifNull(max(complete_through), max(last_day)) AS cut
            FROM (SELECT * FROM relance.loads FINAL WHERE state = 'accepted')
            WHERE entity_id IN (SELECT DISTINCT entity_id FROM relance.exposures WHERE experiment_id = {experiment: String})
            GROUP BY entity_id
        )
    ) AS cut,
    (SELECT toString(cityHash64(max(revision), count(), sum(revision))) FROM relance.loads FINAL) AS version
