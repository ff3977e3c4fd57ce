-- One row = one thing that was sent to a customer, came back, or was said by him, the oldest first.
SELECT toUnixTimestamp64Milli(occurred_at) AS at, toString(event_type) AS event_type, toString(channel) AS channel,
    toString(e.amount) AS amount, toString(currency) AS currency, invoice_id, reminder_id,
    toJSONString(attributes) AS attributes
FROM relance.events_current AS e
WHERE entity_id = {entity: String} AND customer_id = {customer: String}
    AND e.event_type IN ('reminder.sent', 'reminder.delivered', 'reminder.bounced', 'reminder.failed', 'reminder.replied',
        'contact.logged', 'promise.made', 'promise.withdrawn', 'plan.agreed', 'payment.claimed', 'payment.received',
        'payment.rejected', 'invoice.disputed', 'dispute.resolved', 'complaint.received', 'insolvency.opened')
ORDER BY e.occurred_at, e.event_type, e.event_id
