-- One row = one customer of one entity with all that a planner asks about him, in compact arrays: invoices that are
-- open or were until lately, what he has on account, and what happened to him, each fact with its day.
WITH
    asked AS
    (
        SELECT arrayJoin(arrayZip({ask_entities: Array(String)}, {ask_customers: Array(String)})) AS pair
    ),
    owed AS
    (
        SELECT entity_id, customer_id, groupArray((invoice_id, currency, kind, issued_on, entry_on, due_on, amount,
            if(empty(due_days) AND empty(step_days) AND empty(dispute_days), [],
                [(due_days, due_amounts, step_days, step_kinds, step_open, dispute_days, dispute_amounts)]))) AS invoices
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
        SELECT entity_id, customer_id,
            groupArrayIf((event_type, toUnixTimestamp64Milli(occurred_at), occurred_on, invoice_id, reminder_id, campaign_id,
                toString(channel), step, amount, instalments, event_id, text, toString(segment_id)), form = 0) AS facts,
            groupArrayIf((toUnixTimestamp64Milli(occurred_at), invoice_id, reminder_id, campaign_id, toString(channel), step,
                toString(segment_id), word_kind, word_step, claims), form = 1) AS sent,
            groupArrayIf((toUnixTimestamp64Milli(occurred_at), event_id, people, places), form = 2) AS told
        FROM
        (
            SELECT entity_id, customer_id, event_type, occurred_at, occurred_on, invoice_id, reminder_id, campaign_id, channel, step,
                segment_id, amount, instalments, event_id,
                -- The two frequent types are read by paths, which takes a tenth of the time of their whole JSON.
                multiIf(NOT {by_path: UInt8}, 0,
                    event_type = 'reminder.sent' AND (isNull(attributes.invoices) OR startsWith(dynamicType(attributes.invoices), 'Array(JSON')), 1,
                    event_type = 'customer.updated' AND isNull(attributes.consents)
                        AND (isNull(attributes.contacts) OR startsWith(dynamicType(attributes.contacts), 'Array(JSON')), 2,
                    0) AS form,
                if(form = 0, toJSONString(attributes), '') AS text,
                ifNull(toString(attributes.kind), '') AS word_kind,
                ifNull(toString(attributes.step_id), '') AS word_step,
                arrayZip(arrayMap(x -> toString(x), attributes.invoices[].invoice_id), arrayMap(x -> toString(x), attributes.invoices[].level),
                    arrayMap(x -> toString(x), attributes.invoices[].due_on)) AS claims,
                arrayZip(arrayMap(x -> toString(x), attributes.contacts[].role), arrayMap(x -> toString(x), attributes.contacts[].name),
                    arrayMap(x -> toString(x), attributes.contacts[].email), arrayMap(x -> toString(x), attributes.contacts[].phone)) AS people,
                [ifNull(toString(attributes.postal_code), ''), ifNull(toString(attributes.postcode), ''), ifNull(toString(attributes.address), ''),
                    ifNull(toString(attributes.time_zone), ''), ifNull(toString(attributes.holiday_zone), '')] AS places
            FROM relance.events_current
            WHERE bucket IN {buckets: Array(UInt8)}
                AND ({all: UInt8} OR (entity_id, customer_id) IN (SELECT pair.1, pair.2 FROM asked))
                AND (event_type IN ('customer.updated', 'hold.set', 'hold.lifted', 'insolvency.opened', 'invoice.status',
                        'payment.claimed', 'reminder.sent', 'reminder.bounced', 'reminder.failed', 'reminder.replied',
                        'complaint.received', 'optout.received', 'optin.received', 'promise.made', 'promise.withdrawn',
                        'plan.agreed', 'feedback.received', 'contact.logged')
                    OR event_type = 'invoice.issued' AND (isNotNull(attributes.payment_means) OR isNotNull(attributes.assigned_to)
                        OR isNotNull(attributes.time_barred_on)))
        )
        GROUP BY entity_id, customer_id
    )
SELECT c.entity_id AS e, c.customer_id AS c, c.name AS n, toString(c.kind) AS k, toString(c.country) AS l, toString(c.language) AS g,
    toString(c.account_manager) AS m, c.group_key AS p, c.internal AS i, owed.invoices AS v, account.account AS a, known.facts AS f, known.sent AS s, known.told AS t
FROM relance.customers AS c
LEFT JOIN owed ON owed.entity_id = c.entity_id AND owed.customer_id = c.customer_id
LEFT JOIN account ON account.entity_id = c.entity_id AND account.customer_id = c.customer_id
LEFT JOIN known ON known.entity_id = c.entity_id AND known.customer_id = c.customer_id
WHERE c.bucket IN {buckets: Array(UInt8)}
    AND ({all: UInt8} AND notEmpty(owed.invoices) OR (c.entity_id, c.customer_id) IN (SELECT pair.1, pair.2 FROM asked))
