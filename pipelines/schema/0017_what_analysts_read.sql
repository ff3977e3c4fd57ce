-- Analysts read tables as engine users whose rows are filtered by entity. What the views of events need besides
-- events had no entity, or rows of all of them.

ALTER TABLE relance.repeated_events {on_cluster}
    ADD COLUMN IF NOT EXISTS entity_id LowCardinality(String) COMMENT 'The creditor, so that rows can be filtered by it'
;;
-- Rows of before have no entity: the same once more with it. The table is read as a set, so twice does no harm.
INSERT INTO relance.repeated_events (batch_id, event_id, version, of_batch_id, entity_id)
SELECT r.batch_id, r.event_id, r.version, r.of_batch_id, e.entity_id
FROM relance.repeated_events AS r
INNER JOIN relance.events{local} AS e ON e.event_id = r.event_id AND e.version = r.version AND e.batch_id = r.of_batch_id
WHERE r.entity_id = ''
;;
-- Read with the rights of its maker: whoever sees events must know which loads do not count, and nothing else of them.
CREATE OR REPLACE VIEW relance.hidden_loads {on_cluster}
(
    batch_id UUID COMMENT 'A load whose events do not count: still landing, undone, failed or cancelled'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT batch_id FROM relance.loads FINAL WHERE state != 'accepted'
COMMENT 'One row = one load that does not count'
;;
CREATE OR REPLACE VIEW relance.data_days {on_cluster}
(
    entity_id String COMMENT 'The creditor',
    history_from Nullable(Date) COMMENT 'First day from which all its invoices are known; empty when a source states none',
    complete_through Nullable(Date) COMMENT 'Last day up to which all its payments are known; later figures are provisional'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    entity_id,
    nullIf(history, toDate('2149-06-06')) AS history_from,
    multiIf(stated > toDate(0), stated, latest > toDate(0), latest, NULL) AS complete_through
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
    GROUP BY entity_id
)
SETTINGS join_use_nulls = 1
COMMENT 'One row = one creditor: since when its invoices and until when its payments are known'
