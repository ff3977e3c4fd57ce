SELECT user_id, timestamp, experiment_id, variation_id, segment_id, weight_epoch
FROM relance.growthbook_assignments
