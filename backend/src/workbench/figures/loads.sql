-- One row = one load, with what changes whenever it does.
SELECT toString(batch_id) AS batch_id, concat(state, ' ', toString(revision)) AS mark FROM loads FINAL
