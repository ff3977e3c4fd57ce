-- One row = one event that names an invoice, or pays it, or reminds of it.
SELECT event_id, event_type, toString(occurred_on) AS occurred_on, toString(occurred_at) AS occurred_at, amount, currency,
    payment_id, reminder_id, channel, tone, step, source, toString(batch_id) AS batch_id, toUInt64(line) AS line,
    if(notEmpty(parts), toString(arraySum(parts)), if(startsWith(event_type, 'payment.') AND invoice_id = {invoice: String}, toString(amount), NULL)) AS allocated,
    toJSONString(attributes) AS attributes
FROM
(
    SELECT *, arrayFilter((x, i) -> i = {invoice: String}, allocations.amount, allocations.invoice_id) AS parts
    FROM relance.events_current
    WHERE bucket = cityHash64({customer: String}) % 16 AND entity_id = {entity: String} AND customer_id = {customer: String}
)
WHERE invoice_id = {invoice: String} OR notEmpty(parts)
   OR (startsWith(event_type, 'reminder.') AND reminder_id IN (
        SELECT reminder_id FROM relance.reminders
        WHERE entity_id = {entity: String} AND customer_id = {customer: String} AND has(invoice_ids, {invoice: String})))
ORDER BY occurred_on, occurred_at, event_id
LIMIT 1000
