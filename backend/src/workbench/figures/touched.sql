-- One row = one creditor of whom one of these loads brought something; of any load where none is named.
SELECT DISTINCT entity_id FROM events WHERE empty({batches: Array(UUID)}) OR batch_id IN {batches: Array(UUID)}
