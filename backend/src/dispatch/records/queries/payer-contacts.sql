-- One row = one message or call of the last weeks to a customer whose payer has other customers as well, of whatever
-- creditor. A call that is the outcome of a planned task is that task's contact, and not counted again.
WITH
    customers_of_payers AS
    (
        SELECT if(group_key = '', customer_id, group_key) AS payer, entity_id, customer_id
        FROM relance.customers
    ),
    shared AS
    (
        SELECT payer FROM customers_of_payers GROUP BY payer HAVING count() > 1
    ),
    concerned AS
    (
        SELECT payer, entity_id, customer_id FROM customers_of_payers WHERE payer IN shared
    )
SELECT c.payer AS payer, e.entity_id AS entity_id, e.customer_id AS customer_id,
    toUnixTimestamp64Milli(e.occurred_at) AS at, toString(e.channel) AS channel, e.reminder_id AS reminder_id,
    if(e.event_type = 'contact.logged', 'call', ifNull(toString(e.attributes.kind), '')) AS kind
FROM relance.events_current AS e
INNER JOIN concerned AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
WHERE e.occurred_on >= {since: Date}
    AND (e.event_type = 'reminder.sent' OR (e.event_type = 'contact.logged' AND e.reminder_id = ''))
ORDER BY payer, at
