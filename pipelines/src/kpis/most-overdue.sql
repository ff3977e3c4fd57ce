-- One row = one customer among those who owe most overdue on a day; who owes as much as the last is there too. Sums are
-- made by numbers that stand for customer and currency, and only those few are looked up by name: texts as keys of
-- hundreds of thousands of sums take most of the time. Two customers of one number would be both in the answer.
SELECT customer_id
FROM relance.customers
WHERE cityHash64(entity_id, customer_id) IN
(
    SELECT arrayJoin(arrayFilter((number, owed) -> owed >= last, numbers, sums))
    FROM
    (
        -- the last of the first is found without putting all in order; 0 where there are fewer
        SELECT groupArray(customer) AS numbers, groupArray(owed) AS sums, arrayPartialReverseSort({limit: UInt32}, sums)[{limit: UInt32}] AS last
        FROM
        (
            SELECT cityHash64(o.entity_id, o.customer_id) AS customer, sum(o.overdue) AS owed,
                if({currency: String} = '', CAST(reinterpretAsUInt64(o.currency), 'UInt64'), 0) AS currency_code
            FROM ({open_invoices}) AS o
            WHERE o.overdue > 0 AND (o.internal = 0 OR {internal: UInt8} = 1)
            GROUP BY customer, currency_code
        )
    )
)
