-- One row: the last day up to which all creditors asked of know their payments, null where nothing was ever loaded; the
-- day of their first invoice that was billed; and a mark of the loads that count.
SELECT
    (
        SELECT min(cut) FROM
        (
            SELECT entity_id, ifNull(max(complete_through), max(last_day)) AS cut
            FROM (SELECT * FROM relance.loads FINAL WHERE state = 'accepted')
            WHERE entity_id IN (SELECT DISTINCT entity_id FROM relance.invoices
                WHERE empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
            GROUP BY entity_id
        )
    ) AS cut,
    (
        SELECT toString(groupBitXor(cityHash64(batch_id, revision)))
        FROM relance.loads FINAL
        WHERE state IN ('accepted', 'undone') AND derived = 1
    ) AS mark
