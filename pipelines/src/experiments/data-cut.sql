-- One row: the last day up to which all creditors of the experiment know their payments, how many customers entered
-- after it, and a mark of the loads that count, which changes once a load or an undo shows in the derived tables. Loads
-- that are under way or failed leave it.
WITH
    (
        SELECT min(cut) FROM
        (
            SELECT entity_id, ifNull(max(complete_through), max(last_day)) AS cut
            FROM (SELECT * FROM relance.loads FINAL WHERE state = 'accepted')
            WHERE entity_id IN (SELECT DISTINCT entity_id FROM relance.exposures WHERE experiment_id = {experiment: String})
            GROUP BY entity_id
        )
    ) AS known
SELECT
    known AS cut,
    (
        SELECT toUInt32(count()) FROM relance.exposures
        WHERE experiment_id = {experiment: String} AND exposed_on > ifNull(known, toDate(0))
    ) AS waiting,
    (
        SELECT toString(groupBitXor(cityHash64(batch_id, revision)))
        FROM relance.loads FINAL
        WHERE state IN ('accepted', 'undone') AND derived = 1
    ) AS version
