-- What a GrowthBook server on this ClickHouse reads: who got which variation when, and what came in from whom on which
-- day. It compares means of customers whose window is over, with a fixed t-test; see experiments/README.md.

CREATE OR REPLACE VIEW relance.growthbook_assignments {on_cluster}
(
    entity_id String COMMENT 'The creditor',
    user_id String COMMENT 'Creditor and customer, which GrowthBook joins assignments and values by',
    timestamp DateTime COMMENT 'Start of the day of the trigger',
    experiment_id String COMMENT 'Experiment',
    variation_id String COMMENT 'Cell',
    segment_id String COMMENT 'Segment at the trigger, for dimensions',
    weight_epoch UInt16 COMMENT 'Number of the weights in force at the draw, for dimensions'
)
AS SELECT
    toString(e.entity_id) AS entity_id, concat(e.entity_id, '/', e.customer_id) AS user_id, toDateTime(e.exposed_on) AS timestamp,
    toString(e.experiment_id) AS experiment_id, toString(e.variant_id) AS variation_id, toString(e.segment_id) AS segment_id,
    e.epoch AS weight_epoch
FROM relance.exposures AS e
COMMENT 'One row = one customer of one experiment, in the assignment format of GrowthBook'
;;
CREATE OR REPLACE VIEW relance.growthbook_receipts {on_cluster}
(
    entity_id String COMMENT 'The creditor',
    user_id String COMMENT 'As in growthbook_assignments',
    timestamp DateTime COMMENT 'Start of the day of the payment',
    experiment_id String COMMENT 'Experiment whose exposed invoices were paid',
    value Float64 COMMENT 'Paid of these invoices on that day, net of rejections'
)
AS SELECT
    toString(e.entity_id) AS entity_id, concat(e.entity_id, '/', e.customer_id) AS user_id, toDateTime(e.exposed_on + age) AS timestamp,
    toString(e.experiment_id) AS experiment_id, amount AS value
FROM relance.exposures AS e
ARRAY JOIN e.ages AS age, e.paid AS amount
WHERE amount != 0
COMMENT 'One row = one day on which something came in of what a customer owed at the trigger of an experiment'
