-- One row: the last day up to which all creditors of the experiment knew their payments at the end of a day, by the
-- loads that had ended by then; null where there were none.
SELECT min(known) AS cut FROM
(
    SELECT entity_id, least(ifNull(max(complete_through), max(last_day)), {on: Date}) AS known
    FROM (SELECT * FROM relance.loads FINAL WHERE state = 'accepted')
    WHERE ifNull(finished_at, started_at) < addDays(toDateTime64({on: Date}, 3, 'UTC'), 1)
        AND entity_id IN (SELECT DISTINCT entity_id FROM relance.exposures WHERE experiment_id = {experiment: String})
    GROUP BY entity_id
)
