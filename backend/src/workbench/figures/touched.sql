-- One row = one creditor of whom one of these loads brought something.
SELECT DISTINCT entity_id FROM events WHERE batch_id IN {batches: Array(UUID)}
