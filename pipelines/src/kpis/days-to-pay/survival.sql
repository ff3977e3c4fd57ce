-- One row = invoices of one age when they were paid (paid) or when we last saw them open (censored), by as-of day,
-- cut value and currency; over invoices issued in the 365 days to it, seen until the data cut. Who entered is
-- censored at the cut, each payment takes one of them away again.
SELECT toString(as_of) AS as_of, toString(cut) AS cut, currency, toInt32(age) AS age, sum(n_paid) AS paid, sum(n_open) AS censored
FROM
(
    SELECT day AS as_of, own_cut AS cut, currency, flow.1 AS age, flow.2 * n AS n_paid, flow.3 * n AS n_open
    FROM
    (
        SELECT day, least(day, {dataCut: Date}) AS seen, own_cut, currency, issued_on, days_to_pay, toInt64(sum(alike)) AS n
        FROM
        (
            SELECT {settledCut} AS own_cut, s.currency AS currency, issued_on, days_to_pay, reopened_on, count() AS alike
            FROM relance.settlements AS s
            -- no invoice is paid before its issue: days of payment say which part of the table is read at all
            WHERE settled_on > arrayMin({days: Array(Date)}) - 365 AND settled_on <= arrayMax({days: Array(Date)})
              AND issued_on > arrayMin({days: Array(Date)}) - 365 AND NOT opening
              AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
              AND ({currency: String} = '' OR s.currency = {currency: String})
              AND (internal = 0 OR {internal: UInt8} = 1)
            GROUP BY own_cut, s.currency, issued_on, days_to_pay, reopened_on
        )
        ARRAY JOIN {days: Array(Date)} AS day
        WHERE issued_on > day - 365 AND issued_on <= day AND issued_on + days_to_pay <= seen AND reopened_on > seen
        GROUP BY ALL
    )
    ARRAY JOIN [(days_to_pay, 1, 0), (toInt32(seen - issued_on), 0, -1)] AS flow
    UNION ALL
    SELECT as_of, {cut}, currency, toInt32(least(as_of, {dataCut: Date}) - if(measure = 'entered', day, of_day)), 0,
        toInt64(if(measure = 'entered', value, -value))
    FROM {source}
    ARRAY JOIN {days: Array(Date)} AS as_of
    WHERE measure IN ('entered', 'withdrawn')
      AND if(measure = 'entered', day, of_day) > as_of - 365 AND if(measure = 'entered', day, of_day) <= as_of
      AND (measure = 'entered' OR day <= least(as_of, {dataCut: Date}))
      AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
      AND ({currency: String} = '' OR currency = {currency: String})
      AND (internal = 0 OR {internal: UInt8} = 1)
)
GROUP BY as_of, cut, currency, age
HAVING (paid != 0 OR censored != 0) AND age >= 0
ORDER BY as_of, cut, currency, age
