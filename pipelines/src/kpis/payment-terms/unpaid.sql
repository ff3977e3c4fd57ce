-- One row = one bracket of lateness: invoices not paid on the day, as article D441-6 of the French Commercial Code wants
-- them. An invoice stands in the bracket of its oldest open instalment with what is late of it; a contested one apart.
SELECT bracket, toUInt8(contested) AS disputed, toUInt64(count()) AS invoices, sum(counted) AS amount
FROM
(
    SELECT o.disputed > 0 AS contested,
        multiIf(o.overdue <= 0, '0', dateDiff('day', o.oldest, {asOf: Date}) <= 30, '1-30',
            dateDiff('day', o.oldest, {asOf: Date}) <= 60, '31-60', dateDiff('day', o.oldest, {asOf: Date}) <= 90, '61-90', '91+') AS bracket,
        toDecimal128(if(o.overdue > 0, o.overdue, o.open), 4) AS counted
    FROM ({open_invoices}) AS o
    WHERE o.internal = 0 OR {internal: UInt8} = 1
)
GROUP BY bracket, contested
