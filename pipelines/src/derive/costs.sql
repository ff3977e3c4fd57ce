-- One row = one recorded cost.
INSERT INTO relance.costs_stage
SELECT e.bucket, e.entity_id, e.customer_id, e.occurred_on, if(e.stated_kind = '', 'message', e.stated_kind), e.campaign_id, e.channel,
    e.tone, e.variant_id, e.amount, e.currency, e.minutes, c.internal
FROM
(
    SELECT bucket, entity_id, customer_id, occurred_on, campaign_id, channel, tone, variant_id, amount, currency,
        ifNull(toString(attributes.kind), '') AS stated_kind,
        toFloat64OrZero(ifNull(toString(attributes.minutes), '')) AS minutes
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'cost.recorded'
) AS e
LEFT JOIN (SELECT * FROM relance.customers WHERE bucket IN {buckets: Array(UInt8)}) AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
