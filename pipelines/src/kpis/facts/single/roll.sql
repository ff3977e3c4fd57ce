-- One row = one period, cut value, currency and way that money went: what was open 30 days before its last day, by
-- lateness then, and where it is now: still open in a bucket, paid, credited or written off. An invoice stands in the
-- bucket of its oldest open instalment, as in the numbers of the ageing balance.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut, currency,
    concat('roll ', was, ' ', way.1) AS measure, sum(way.2) AS value
FROM
(
    SELECT e.entity_id AS entity_id, e.customer_id AS customer_id, e.currency AS currency, period,
        if(empty(e.due_days), [e.due_on], e.due_days) AS dues,
        CAST(if(empty(e.due_days), [e.amount], e.due_amounts), 'Array(Decimal(38, 4))') AS parts,
        CAST(arrayPushFront(e.step_open, greatest(e.amount, toDecimal64(0, 4))), 'Array(Decimal(38, 4))') AS levels,
        arrayCount(d -> d <= period.2 - 30, e.step_days) AS before_steps,
        arrayCount(d -> d <= period.2, e.step_days) AS now_steps,
        levels[before_steps + 1] AS open_was,
        levels[now_steps + 1] AS open_now,
        arrayFirst((d, n) -> open_was > arraySum(arraySlice(parts, n + 1)), dues, arrayEnumerate(dues)) AS oldest_was,
        arrayFirst((d, n) -> open_now > arraySum(arraySlice(parts, n + 1)), dues, arrayEnumerate(dues)) AS oldest_now,
        multiIf(oldest_was >= period.2 - 30, 'not_due', oldest_was >= period.2 - 60, '1-30',
            oldest_was >= period.2 - 90, '31-60', oldest_was >= period.2 - 120, '61-90', '91+') AS was,
        multiIf(oldest_now >= period.2, 'not_due', oldest_now >= period.2 - 30, '1-30',
            oldest_now >= period.2 - 60, '31-60', oldest_now >= period.2 - 90, '61-90', '91+') AS became,
        arrayFilter(n -> n > before_steps AND n <= now_steps, arrayEnumerate(e.step_days)) AS moves,
        arraySum(n -> if(e.step_kinds[n] IN (1, 2), levels[n] - levels[n + 1], toDecimal128(0, 4)), moves) AS credited,
        arraySum(n -> if(e.step_kinds[n] = 5, levels[n] - levels[n + 1], toDecimal128(0, 4)), moves) AS lost,
        -- a payment that came back may leave more open than before: what is more was not there to go anywhere
        least(open_now, open_was) AS kept,
        [(became, kept), ('credited', credited), ('written_off', lost), ('paid', open_was - kept - credited - lost)] AS ways,
        c.country AS country, c.kind AS kind, c.sector AS sector, c.size AS size, c.account_manager AS account_manager
    FROM relance.invoices AS e
    ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
    LEFT JOIN relance.customers AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
    WHERE e.entry_on <= period.2 - 30 AND open_was > 0
      AND (e.open > 0 OR e.step_days[-1] > arrayMin({tos: Array(Date)}) - 30)
      AND (empty({entities: Array(String)}) OR e.entity_id IN {entities: Array(String)})
      AND (empty({customers: Array(String)}) OR e.customer_id IN {customers: Array(String)})
      AND ({currency: String} = '' OR e.currency = {currency: String})
      AND (e.internal = 0 OR {internal: UInt8} = 1)
)
ARRAY JOIN ways AS way
WHERE way.2 != 0
GROUP BY period, cut, currency, measure
SETTINGS join_use_nulls = 0
