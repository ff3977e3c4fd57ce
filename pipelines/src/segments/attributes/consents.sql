-- One row = one customer with the channels he agreed to as of a day: the last word on each channel counts.
SELECT entity_id, customer_id, arraySort(groupArrayIf(channel, given)) AS consents
FROM
(
    SELECT entity_id, customer_id, said.1 AS channel, argMax(said.2, (said.3, occurred_at, event_id)) AS given
    FROM
    (
        SELECT entity_id, customer_id, occurred_at, event_id,
            if(event_type = 'customer.updated',
                arrayMap(x -> (x.channel, x.given IN ('1', 'true', 'yes'), ifNull(toDateOrNull(x.on), occurred_on)),
                    JSONExtract(ifNull(toJSONString(attributes.consents), '[]'), 'Array(Tuple(channel String, given String, on String))')),
                [(toString(channel), event_type = 'optin.received', occurred_on)]) AS words
        FROM relance.events_current
        WHERE event_type IN ('customer.updated', 'optin.received', 'optout.received') AND occurred_on <= {asOf: Date}
          AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
    )
    ARRAY JOIN words AS said
    WHERE said.1 != ''
    GROUP BY entity_id, customer_id, channel
)
GROUP BY entity_id, customer_id
