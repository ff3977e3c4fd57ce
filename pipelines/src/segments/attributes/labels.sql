-- One row = one customer with the company's own words about him as of a day: tags (the last list counts) and custom
-- fields (each by itself, an empty one takes the field away).
SELECT entity_id, customer_id, any(tag_list) AS tags,
    CAST((groupArrayIf(key, key != '' AND last != ''), groupArrayIf(last, key != '' AND last != '')), 'Map(String, String)') AS custom
FROM
(
    SELECT entity_id, customer_id, key, argMax(value, at) AS last,
        any(tag_list) AS tag_list
    FROM
    (
        SELECT entity_id, customer_id, (occurred_at, recorded_at, event_id) AS at, said,
            argMaxIf(JSONExtract(said_tags, 'Array(String)'), (occurred_at, recorded_at, event_id), said_tags LIKE '[%')
                OVER (PARTITION BY entity_id, customer_id) AS tag_list
        FROM
        (
            SELECT entity_id, customer_id, occurred_at, recorded_at, event_id,
                ifNull(toJSONString(attributes.tags), '') AS said_tags,
                JSONExtractKeysAndValues(toJSONString(attributes.^custom), 'String') AS said
            FROM relance.events_current
            WHERE event_type = 'customer.updated' AND occurred_on <= {asOf: Date}
              AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
        )
    )
    LEFT ARRAY JOIN said.1 AS key, said.2 AS value
    GROUP BY entity_id, customer_id, key
)
GROUP BY entity_id, customer_id
