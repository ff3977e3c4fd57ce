-- One row = one customer of an experiment who has a stratum, with the variant that he was exposed in.
SELECT entity_id, customer_id, toString(variant_id) AS variant
FROM relance.exposures
WHERE experiment_id = {experiment: String} AND stratum != '' AND exposed_on <= {cut: Date}
