-- One row = the creditor of a load.
SELECT entity_id FROM loads FINAL WHERE batch_id = toUUIDOrZero({id: String})
