-- One row = one column that the person may read, with the comments of its table and of itself.
SELECT t.name AS table, t.comment AS table_comment, t.engine = 'View' AS is_view, c.name AS name, c.type AS type,
    c.comment AS comment
FROM system.columns AS c
INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
WHERE c.database = currentDatabase() AND t.name NOT IN ('hidden_loads', 'kpi_figures', 'repeated_events')
ORDER BY table, c.position
