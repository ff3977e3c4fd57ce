-- One row: a mark of all that is known of the customers of an experiment, mergers included. Loads of other customers
-- leave it as it is.
SELECT concat(
    toString((SELECT sum(cityHash64(*)) FROM relance.exposures WHERE experiment_id = {experiment: String})), '-',
    toString((SELECT groupBitXor(cityHash64(entity_id, customer_id, occurred_on, toString(attributes.merged_id)))
        FROM relance.events_current WHERE event_type = 'customer.merged'))
) AS mark
