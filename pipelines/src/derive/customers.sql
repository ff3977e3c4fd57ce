-- One row = one customer of one entity with its latest attributes.
INSERT INTO relance.customers_stage
SELECT
    known.bucket, known.entity_id, known.customer_id,
    -- if customers
    if(latest.name = '', known.customer_id, latest.name) AS name,
    latest.kind, latest.country, latest.language, latest.sector, latest.size, latest.account_manager,
    latest.group_key,
    toInt32OrNull(latest.terms_days) AS terms_days,
    toDecimal64OrNull(latest.credit_limit, 4) AS credit_limit,
    latest.internal IN ('1', 'true', 'yes') AS internal,
    -- end
    -- unless customers
    known.customer_id AS name, '' AS kind, '' AS country, '' AS language, '' AS sector, '' AS size, '' AS account_manager,
    '' AS group_key, NULL AS terms_days, NULL AS credit_limit, 0::UInt8 AS internal,
    -- end
    -- if customers
    cityHash64(known.bucket, known.entity_id, latest.kind, latest.country, latest.sector, latest.size, latest.account_manager, internal) AS profile
    -- end
    -- unless customers
    {unknown_profile:known} AS profile
    -- end
FROM
(
    SELECT DISTINCT bucket, entity_id, customer_id
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND customer_id != ''
) AS known
-- if customers
LEFT JOIN
(
    -- unless retold
    SELECT entity_id, customer_id,
        ifNull(toString(attributes.name), '') AS name, ifNull(toString(attributes.kind), '') AS kind, ifNull(toString(attributes.country), '') AS country,
        ifNull(toString(attributes.language), '') AS language, ifNull(toString(attributes.sector), '') AS sector, ifNull(toString(attributes.size), '') AS size,
        ifNull(toString(attributes.account_manager), '') AS account_manager, ifNull(toString(attributes.group_key), '') AS group_key,
        ifNull(toString(attributes.terms_days), '') AS terms_days, ifNull(toString(attributes.credit_limit), '') AS credit_limit, ifNull(toString(attributes.internal), '') AS internal
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'customer.updated'
    -- end
    -- if retold
    -- each attribute by itself, because an update may carry only what changed
    SELECT
        entity_id, customer_id,
        argMaxIf(v.1, at, v.1 != '') AS name, argMaxIf(v.2, at, v.2 != '') AS kind,
        argMaxIf(v.3, at, v.3 != '') AS country, argMaxIf(v.4, at, v.4 != '') AS language,
        argMaxIf(v.5, at, v.5 != '') AS sector, argMaxIf(v.6, at, v.6 != '') AS size,
        argMaxIf(v.7, at, v.7 != '') AS account_manager, argMaxIf(v.8, at, v.8 != '') AS group_key,
        argMaxIf(v.9, at, v.9 != '') AS terms_days, argMaxIf(v.10, at, v.10 != '') AS credit_limit,
        argMaxIf(v.11, at, v.11 != '') AS internal
    FROM
    (
        SELECT
            entity_id, customer_id, (occurred_at, recorded_at, event_id) AS at,
            arrayMap(x -> ifNull(toString(x), ''), [attributes.name, attributes.kind, attributes.country,
                attributes.language, attributes.sector, attributes.size, attributes.account_manager,
                attributes.group_key, attributes.terms_days, attributes.credit_limit, attributes.internal]) AS a,
            (a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11]) AS v
        FROM {events}
        WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'customer.updated'
    )
    GROUP BY entity_id, customer_id
    -- end
) AS latest ON latest.entity_id = known.entity_id AND latest.customer_id = known.customer_id
-- end
