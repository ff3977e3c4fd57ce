-- Creditors
SELECT entity_id, name, currency, time_zone FROM entities FINAL
