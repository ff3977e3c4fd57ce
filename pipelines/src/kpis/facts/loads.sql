-- One row = one entity: from which day all its invoices are known, and through which day all its payments.
SELECT entity_id, toString(history_from) AS history_from, toString(complete_through) AS complete_through
FROM relance.data_days
WHERE empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)}
ORDER BY entity_id
