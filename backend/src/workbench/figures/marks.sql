-- One row = one creditor, with his daily sums, whole and by attributes, and the days of his data as one number.
SELECT entity_id, toString(groupBitXor(part)) AS mark
FROM
(
    SELECT entity_id, cityHash64('daily', groupBitXor(cityHash64(*)), count()) AS part FROM kpi_daily GROUP BY entity_id
    UNION ALL
    SELECT entity_id, cityHash64('totals', groupBitXor(cityHash64(*)), count()) FROM kpi_totals GROUP BY entity_id
    UNION ALL
    SELECT entity_id, cityHash64('days', toString(history_from), toString(complete_through)) FROM data_days
)
GROUP BY entity_id
