-- One row = one customer of the work list: what he owes past due, and how often money came after a call to him.
WITH
    asked AS
    (
        SELECT arrayJoin(arrayZip({entities: Array(String)}, {customers: Array(String)})) AS pair
    ),
    owed AS
    (
        SELECT entity_id, customer_id, currency, sum(open) AS owes,
            sumIf(open, due_on < {day: Date}) AS overdue, minIf(due_on, due_on < {day: Date}) AS oldest
        FROM relance.invoices
        WHERE open > 0 AND (entity_id, customer_id) IN (SELECT pair.1, pair.2 FROM asked)
        GROUP BY entity_id, customer_id, currency
        ORDER BY overdue DESC
        LIMIT 1 BY entity_id, customer_id
    ),
    talks AS
    (
        SELECT entity_id, customer_id,
            groupUniqArrayIf(occurred_on, event_type = 'contact.logged') AS called,
            groupUniqArrayIf(occurred_on, event_type = 'payment.received') AS paid
        FROM relance.events_current
        WHERE event_type IN ('contact.logged', 'payment.received')
            AND (entity_id, customer_id) IN (SELECT pair.1, pair.2 FROM asked)
        GROUP BY entity_id, customer_id
    )
SELECT c.entity_id AS entity_id, c.customer_id AS customer_id, c.name AS name, toString(owed.currency) AS currency,
    toString(owed.owes) AS open, toString(owed.overdue) AS overdue,
    if(owed.overdue > 0, toInt32(dateDiff('day', owed.oldest, {day: Date})), 0) AS days_late,
    toUInt32(length(talks.called)) AS calls,
    toUInt32(arrayCount(call -> arrayExists(pay -> pay >= call AND pay <= call + 14, talks.paid), talks.called)) AS calls_paid
FROM relance.customers AS c
LEFT JOIN owed ON owed.entity_id = c.entity_id AND owed.customer_id = c.customer_id
LEFT JOIN talks ON talks.entity_id = c.entity_id AND talks.customer_id = c.customer_id
WHERE (c.entity_id, c.customer_id) IN (SELECT pair.1, pair.2 FROM asked)
