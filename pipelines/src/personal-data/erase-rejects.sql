-- Rows of files that were refused are kept as they came: those that name the customer go, their place and reason stay.
ALTER TABLE relance.rejected_rows UPDATE value = '', raw = '', mended_raw = '', state = 'dismissed'
WHERE batch_id IN (SELECT batch_id FROM relance.loads WHERE entity_id IN ('', {entity: String}))
    AND arrayExists(word -> positionCaseInsensitiveUTF8(concat(raw, ' ', value, ' ', mended_raw), word) > 0, {words: Array(String)})
