-- One row = one reminder that filled a cap of its payer: with it, a stretch that ends at it holds more contacts than
-- allowed. Formal notices may fill it themselves, answers to what a customer did do not count.
WITH
    payers AS
    (
        SELECT entity_id, customer_id, anyLast(toString(attributes.group_key)) AS payer,
            anyLast(toString(attributes.kind)) NOT IN ('business', 'public', 'association', 'sole_trader') AS person
        FROM relance.events_current WHERE event_type = 'customer.updated' GROUP BY entity_id, customer_id
    ),
    made AS
    (
        SELECT payer, any(person) OVER (PARTITION BY payer) AS is_person, reminder_id, occurred_at AS at, toString(channel) AS by_channel,
            toString(attributes.kind) AS step_kind
        FROM relance.events_current AS e
        INNER JOIN payers AS p ON p.entity_id = e.entity_id AND p.customer_id = e.customer_id
        WHERE event_type = 'reminder.sent' AND toString(attributes.kind) != 'reaction'
    ),
    all_of AS
    (
        SELECT payer, groupArray(at) AS times, groupArrayIf(at, by_channel = 'phone') AS calls FROM made GROUP BY payer
    ),
    counted AS
    (
        SELECT payer, is_person, reminder_id, step_kind, by_channel,
            arrayCount(t -> t <= at AND t > at - INTERVAL 72 HOUR, times) AS in_72_hours,
            arrayCount(t -> t <= at AND t > at - INTERVAL 7 DAY, times) AS in_a_week,
            arrayCount(t -> t <= at AND t > at - INTERVAL 30 DAY, times) AS in_a_month,
            arrayCount(t -> t <= at AND t > at - INTERVAL 1 DAY, calls) AS calls_in_a_day,
            arrayCount(t -> t <= at AND t > at - INTERVAL 7 DAY, calls) AS calls_in_a_week
        FROM made INNER JOIN all_of USING (payer)
    )
SELECT payer AS whose, reminder_id, 'cap' AS rule
FROM counted
WHERE step_kind != 'formal_notice'
    AND (in_72_hours > 1 OR in_a_week > if(is_person, 1, 2) OR in_a_month > if(is_person, 4, 6)
        OR by_channel = 'phone' AND (calls_in_a_day > 1 OR calls_in_a_week > 3))
