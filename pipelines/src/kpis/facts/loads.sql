-- One row = one entity: from which day all its invoices are known, and through which day all its payments.
SELECT
    entity_id,
    toString(if(history = toDate('2149-06-06'), NULL, history)) AS history_from,
    toString(multiIf(stated > toDate(0), stated, latest > toDate(0), latest, NULL)) AS complete_through
FROM
(
    SELECT e.entity_id AS entity_id,
        min(if(isNull(l.history), toDate('2149-06-06'), assumeNotNull(l.history))) AS history,
        minIf(l.complete, l.complete > toDate(0)) AS stated,
        max(l.latest) AS latest
    FROM (SELECT DISTINCT entity_id FROM relance.kpi_totals) AS e
    LEFT JOIN
    (
        -- a load that names no entity with figures brought events of several
        SELECT arrayJoin(if(has((SELECT groupUniqArray(entity_id) FROM relance.kpi_totals) AS known, entity_id), [entity_id], known)) AS entity,
            source, min(history_from) AS history, max(ifNull(complete_through, toDate(0))) AS complete, max(ifNull(last_day, toDate(0))) AS latest
        FROM relance.loads FINAL
        WHERE state = 'accepted'
        GROUP BY entity, source
    ) AS l ON l.entity = e.entity_id
    WHERE empty({entities: Array(String)}) OR e.entity_id IN {entities: Array(String)}
    GROUP BY entity_id
)
ORDER BY entity_id
SETTINGS join_use_nulls = 1
