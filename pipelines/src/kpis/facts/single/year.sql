-- One row = one period, cut value, currency and measure: sums of the twelve months to its last day.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString(cut) AS cut, currency,
    concat('year ', what) AS measure, sum(moved) AS value
FROM
(
    SELECT {cut} AS cut, currency, measure AS what, day, sum(value) AS moved
    FROM {source}
    WHERE measure IN ('billed', 'written_off')
      AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
      AND ({currency: String} = '' OR currency = {currency: String})
      AND (internal = 0 OR {internal: UInt8} = 1)
      AND day <= {until: Date}
    GROUP BY cut, currency, what, day
)
ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
WHERE day >= addMonths(period.2 + 1, -12) AND day <= period.2
GROUP BY period, cut, currency, what
