-- One row = one version of one event of a customer, with the load that brought it; also what counts no more.
SELECT event_id, event_type, toString(occurred_at) AS occurred_at, toString(recorded_at) AS recorded_at,
    toUInt32(version) AS version, invoice_id, payment_id, reminder_id, campaign_id, channel,
    toString(amount) AS amount, currency, toString(batch_id) AS batch_id, source, toJSONString(attributes) AS attributes
FROM relance.{table}
WHERE entity_id = {entity: String} AND (customer_id = {customer: String} OR event_id IN (
    SELECT event_id FROM relance.{table} WHERE entity_id = {entity: String} AND customer_id = {customer: String}))
ORDER BY occurred_at, event_id, version
