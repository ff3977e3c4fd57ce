-- One row = one period, cut value, currency and measure: the sum before the period, in it, and parts of it.
SELECT
    toString(period.1) AS period_from, toString(period.2) AS period_to, toString(cut) AS cut, currency, measure,
    sumIf(value, day < period.1) AS before,
    sumIf(value, day BETWEEN period.1 AND period.2) AS within,
    sumIf(value, day BETWEEN period.1 AND period.2 AND of_day < period.1) AS of_before,
    sumIf(value, day BETWEEN toStartOfMonth(period.2) AND period.2) AS month_to_date,
    sumIf(value, day BETWEEN period.2 - 89 AND period.2) AS last_90_days,
    toString(maxIf(day, day BETWEEN period.1 AND period.2)) AS last_day,
    toString(maxIf(of_day, day BETWEEN period.1 AND period.2)) AS last_of_day
FROM
(
    SELECT {cut} AS cut, currency, measure, day, of_day, sum(value) AS value
    FROM {source}
    WHERE (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
      AND ({currency: String} = '' OR currency IN ({currency: String}, ''))
      AND (internal = 0 OR {internal: UInt8} = 1)
      AND day <= {until: Date}
    GROUP BY cut, currency, measure, day, of_day
)
ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
WHERE day <= period.2
GROUP BY period, cut, currency, measure
