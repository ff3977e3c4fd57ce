-- Figures by segment need to know who is in which segment on a day. That follows from rules over everything known of a
-- customer, which is dear: so it is worked out once for a question, kept here, and looked up by each of its statements.

CREATE TABLE IF NOT EXISTS relance.segment_places{local} {on_cluster}
(
    computing String COMMENT 'The question that these places were worked out for',
    segment LowCardinality(String) COMMENT 'Id of the segment',
    entity_id LowCardinality(String) COMMENT 'The creditor',
    customer_id String COMMENT 'The debtor',
    made_at DateTime DEFAULT now() COMMENT 'When it was worked out; nobody reads it an hour later'
)
ENGINE = {engine:MergeTree}
ORDER BY (computing, segment, entity_id, customer_id)
TTL made_at + INTERVAL 1 HOUR
COMMENT 'One row = one customer in one segment, for one question about figures by segment'
;;
{distributed:segment_places:cityHash64(customer_id)}
