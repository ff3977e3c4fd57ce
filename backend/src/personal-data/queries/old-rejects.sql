-- Rows of files that were refused lose their text once their load is old; that they were refused, and why, stays.
ALTER TABLE relance.rejected_rows UPDATE value = '', raw = '', mended_raw = '', state = 'dismissed'
WHERE raw != '' AND batch_id IN (SELECT batch_id FROM relance.loads WHERE started_at < {before: DateTime64(3, 'UTC')})
