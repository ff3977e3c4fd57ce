-- Since when and until when data is complete
SELECT entity_id, history_from, complete_through FROM data_days
