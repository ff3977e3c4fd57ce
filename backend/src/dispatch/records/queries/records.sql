-- One row = one customer of one entity with all that a planner asks about him, in compact arrays: invoices that are
-- open or were until lately, what he has on account, and what happened to him, each fact with its day.
WITH
    asked AS
    (
        SELECT arrayJoin(arrayZip({ask_entities: Array(String)}, {ask_customers: Array(String)})) AS pair
    ),
    owed AS
    (
        SELECT entity_id, customer_id, groupArray((invoice_id, currency, kind, issued_on, entry_on, due_on, due_days, due_amounts,
            amount, step_days, step_kinds, step_open, dispute_days, dispute_amounts)) AS invoices
        FROM relance.invoices
        WHERE bucket IN {buckets: Array(UInt8)} AND (open > 0 OR step_days[-1] >= {since: Date})
            AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
            AND ({all: UInt8} OR (entity_id, customer_id) IN (SELECT pair.1, pair.2 FROM asked))
        GROUP BY entity_id, customer_id
    ),
    account AS
    (
        SELECT entity_id, customer_id, groupArray((day, currency, change)) AS account
        FROM
        (
            SELECT entity_id, customer_id, day, currency, on_account - refund_unexplained AS change
            FROM relance.account_flows
            WHERE bucket IN {buckets: Array(UInt8)} AND (on_account != 0 OR refund_unexplained != 0)
                AND ({all: UInt8} OR (entity_id, customer_id) IN (SELECT pair.1, pair.2 FROM asked))
            ORDER BY entity_id, customer_id, currency, day
        )
        GROUP BY entity_id, customer_id
    ),
    known AS
    (
        SELECT entity_id, customer_id, groupArray((event_type, toUnixTimestamp64Milli(occurred_at), occurred_on, invoice_id,
            reminder_id, campaign_id, toString(channel), step, amount, instalments, event_id, toJSONString(attributes))) AS facts
        FROM relance.events_current
        WHERE bucket IN {buckets: Array(UInt8)}
            AND ({all: UInt8} OR (entity_id, customer_id) IN (SELECT pair.1, pair.2 FROM asked))
            AND (event_type IN ('customer.updated', 'hold.set', 'hold.lifted', 'insolvency.opened', 'invoice.status',
                    'payment.claimed', 'reminder.sent', 'reminder.bounced', 'reminder.replied', 'complaint.received',
                    'optout.received', 'optin.received', 'promise.made', 'promise.withdrawn', 'plan.agreed',
                    'feedback.received', 'contact.logged')
                OR event_type = 'invoice.issued' AND (isNotNull(attributes.payment_means) OR isNotNull(attributes.assigned_to)
                    OR isNotNull(attributes.time_barred_on)))
        GROUP BY entity_id, customer_id
    )
SELECT c.entity_id AS e, c.customer_id AS c, c.name AS n, toString(c.kind) AS k, toString(c.country) AS l, toString(c.language) AS g,
    toString(c.account_manager) AS m, c.group_key AS p, c.internal AS i, owed.invoices AS v, account.account AS a, known.facts AS f
FROM relance.customers AS c
LEFT JOIN owed ON owed.entity_id = c.entity_id AND owed.customer_id = c.customer_id
LEFT JOIN account ON account.entity_id = c.entity_id AND account.customer_id = c.customer_id
LEFT JOIN known ON known.entity_id = c.entity_id AND known.customer_id = c.customer_id
WHERE c.bucket IN {buckets: Array(UInt8)}
    AND ({all: UInt8} AND notEmpty(owed.invoices) OR (c.entity_id, c.customer_id) IN (SELECT pair.1, pair.2 FROM asked))
