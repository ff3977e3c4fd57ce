-- One row = a creditor of a bank entry.
SELECT DISTINCT toString(entity_id) AS entity_id FROM events WHERE event_id = {id: String}
