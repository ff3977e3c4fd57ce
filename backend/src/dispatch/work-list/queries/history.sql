-- One row = one thing said or done with a customer, newest first.
SELECT toString(occurred_at) AS at, toString(event_type) AS event_type, toString(channel) AS channel,
    if(e.amount = 0, NULL, toString(e.amount)) AS amount, toString(currency) AS currency, invoice_id,
    toJSONString(attributes) AS attributes
FROM relance.events_current AS e
WHERE entity_id = {entity: String} AND customer_id = {customer: String}
    AND e.event_type IN ('contact.logged', 'promise.made', 'promise.withdrawn', 'invoice.disputed', 'dispute.resolved',
        'payment.received', 'payment.claimed', 'reminder.sent', 'reminder.replied', 'reminder.bounced',
        'complaint.received', 'plan.agreed', 'optout.received')
ORDER BY e.occurred_at DESC
LIMIT 60
