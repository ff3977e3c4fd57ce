-- What a shard of a cluster reads besides the events of its customers. Made anew at each start, above the tables of
-- the schema. {first} is the database of what belongs to no customer: on the first shard that of the product, on the
-- others their own, where these tables are empty.

CREATE OR REPLACE VIEW {shard}.first_hidden_loads
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT batch_id FROM {first}.loads FINAL WHERE state != 'accepted'
COMMENT 'Part of hidden_loads'
;;
CREATE OR REPLACE TABLE {shard}.hidden_loads AS {shard}.first_hidden_loads
ENGINE = Distributed({cluster}, {shard}, first_hidden_loads)
COMMENT 'One row = one load that does not count'
;;
CREATE OR REPLACE VIEW {shard}.first_repeated_events
AS SELECT * FROM {first}.repeated_events
COMMENT 'Part of repeated_everywhere'
;;
CREATE OR REPLACE TABLE {shard}.repeated_everywhere AS {shard}.first_repeated_events
ENGINE = Distributed({cluster}, {shard}, first_repeated_events)
COMMENT 'One row = one event that a load brought though it was known already'
;;
CREATE OR REPLACE TABLE {shard}.events_everywhere AS {shard}.events
ENGINE = Distributed({cluster}, {shard}, events)
COMMENT 'The events of all shards'
;;
CREATE OR REPLACE VIEW {shard}.known_entities
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT DISTINCT entity_id FROM {shard}.kpi_totals
COMMENT 'One row = one creditor with figures on this shard; for the view data_days of people'
;;
-- As whom a server is asked by the others: people's rights hold on a shard only where that is the person's user.
CREATE OR REPLACE VIEW {shard}.asked_as
SQL SECURITY INVOKER
AS SELECT currentUser() AS user
COMMENT 'One row = the user by whom this is read'
;;
-- As in 0005, of the customers of this shard: a correction or a match may have moved an event from one of another.
CREATE OR REPLACE VIEW {shard}.events_current AS
WITH visible AS
(
    SELECT * , bucket FROM {shard}.events
    WHERE (batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)
       OR (event_id, version, batch_id) IN (
            SELECT event_id, version, of_batch_id FROM {shard}.repeated_everywhere
            WHERE batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)))
      AND (source != 'matching' OR event_id IN (
            SELECT event_id FROM {shard}.events_everywhere
            WHERE bucket = cityHash64('') % 16 AND customer_id = '' AND event_type = 'bank.entry' AND source != 'matching'
              AND (batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)
                OR (event_id, version, batch_id) IN (
                    SELECT event_id, version, of_batch_id FROM {shard}.repeated_everywhere
                    WHERE batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)))))
),
visible_corrections AS
(
    SELECT event_id, version, recorded_at FROM {shard}.events_everywhere
    WHERE event_id IN (SELECT event_id FROM {shard}.events_everywhere WHERE corrects = 1)
      AND (batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)
       OR (event_id, version, batch_id) IN (
            SELECT event_id, version, of_batch_id FROM {shard}.repeated_everywhere
            WHERE batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)))
      AND (source != 'matching' OR event_id IN (
            SELECT event_id FROM {shard}.events_everywhere
            WHERE bucket = cityHash64('') % 16 AND customer_id = '' AND event_type = 'bank.entry' AND source != 'matching'
              AND (batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)
                OR (event_id, version, batch_id) IN (
                    SELECT event_id, version, of_batch_id FROM {shard}.repeated_everywhere
                    WHERE batch_id NOT IN (SELECT batch_id FROM {shard}.hidden_loads)))))
)
SELECT * FROM visible
WHERE event_id NOT IN (SELECT event_id FROM {shard}.events_everywhere WHERE corrects = 1)
   OR (event_id, version, recorded_at) IN (
        SELECT event_id, max(version) AS v, argMax(recorded_at, (version, recorded_at))
        FROM visible_corrections
        GROUP BY event_id)
