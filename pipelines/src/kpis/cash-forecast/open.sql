-- One row = open amounts of one habit (contested invoices have their own), one share of the customers and one age in days
-- past due, on a day; `squares` is the sum of squared amounts.
SELECT if(o.disputed > 0, 'd', concat('s ', o.customer_kind, ' ', o.size)) AS segment,
    if(o.disputed = 0 AND has({regulars: Array(String)}, o.customer_id), concat('c ', o.customer_id), segment) AS habit,
    toUInt32(cityHash64(o.entity_id, o.customer_id) % 2000) AS unit,
    toInt32(greatest(-90, least(180, {asOf: Date} - o.due_on))) AS age,
    sum(toFloat64(o.open)) AS amount, sum(toFloat64(o.open) * toFloat64(o.open)) AS squares
FROM ({open_invoices}) AS o
WHERE o.internal = 0 OR {internal: UInt8} = 1
GROUP BY habit, segment, unit, age
