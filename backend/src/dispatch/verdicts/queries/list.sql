-- One row = one verdict, newest day first.
SELECT toString(v.day) AS day, toString(v.entity_id) AS entity_id, v.customer_id AS customer_id, c.name AS name,
    toString(v.campaign_id) AS campaign_id, toString(v.reason) AS reason, v.params AS params,
    v.reminder_id AS reminder_id, toString(v.channel) AS channel, toString(v.kind) AS kind,
    toString(v.total_due) AS total_due, toString(v.currency) AS currency
FROM relance.verdicts AS v FINAL
LEFT JOIN relance.customers AS c ON c.entity_id = v.entity_id AND c.customer_id = v.customer_id
WHERE ({campaign: String} = '' OR v.campaign_id = {campaign: String})
    AND (empty({entities: Array(String)}) OR has({entities: Array(String)}, v.entity_id))
    AND ({customer: String} = '' OR v.customer_id = {customer: String})
    AND ({day: String} = '' OR v.day = toDateOrZero({day: String}))
    AND ({reason: String} = '' OR v.reason = if({reason: String} = 'message', '', {reason: String}))
    AND ({outside: UInt8} = 1 OR v.reason != 'not_in_population')
ORDER BY v.day DESC, v.reason, v.total_due DESC, v.customer_id
LIMIT {limit: UInt32}
