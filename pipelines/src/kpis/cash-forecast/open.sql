-- One row = open amounts of one habit (contested invoices have their own) on a day, either all of one age in days past
-- due (whole), or those of one share of the customers in one week of ages, with their mean age; `squares` is the sum of
-- squared amounts. Shares and weeks keep the answer small however many invoices are open.
SELECT segment, habit, toUInt8(grouping(unit)) AS whole, unit, toInt32(round(sum(owed * days) / sum(owed))) AS age,
    sum(owed) AS amount, sum(owed * owed) AS squares
FROM
(
    SELECT if(o.disputed > 0, 'd', concat('s ', o.customer_kind, ' ', o.size)) AS segment,
        if(o.disputed = 0 AND has({regulars: Array(String)}, o.customer_id), concat('c ', o.customer_id), segment) AS habit,
        toUInt32(cityHash64(o.entity_id, o.customer_id) % 400) AS unit,
        toInt32(greatest(-90, least(180, {asOf: Date} - o.due_on))) AS days, intDiv(days + 90, 7) AS week,
        toFloat64(o.open) AS owed
    FROM ({open_invoices}) AS o
    WHERE o.internal = 0 OR {internal: UInt8} = 1
)
GROUP BY GROUPING SETS ((segment, habit, days), (segment, habit, unit, week))
