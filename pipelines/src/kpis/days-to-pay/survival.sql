-- One row = invoices of one age when they were paid (paid) or when we last saw them open (censored), by as-of day,
-- cut value and currency; over invoices issued in the 365 days to it, seen until the data cut. Who entered is
-- censored at the cut, each payment takes one of them away again.
-- Settlements are first counted by days, with the currency (three letters) as a number: keys of a fixed width take a
-- fraction of the time of texts.
SELECT toString(as_of) AS as_of, toString(cut) AS cut, reinterpretAsString(code) AS currency, toInt32(age) AS age,
    sum(n_paid) AS paid, sum(n_open) AS censored
FROM
(
    SELECT as_of, own_cut AS cut, code, flow_age AS age, is_paid * alike AS n_paid, (is_paid - 1) * alike AS n_open
    FROM
    (
        SELECT {settledCut} AS own_cut, CAST(reinterpretAsUInt64(s.currency), 'UInt64') AS code, issued_on, settled_on, reopened_on,
            toInt64(sum(s.alike)) AS alike
        FROM {settlements} AS s
        -- no invoice is paid before its issue: days of payment say which part of the table is read at all
        WHERE settled_on > arrayMin({days: Array(Date)}) - 365 AND settled_on <= arrayMax({days: Array(Date)})
          AND issued_on > arrayMin({days: Array(Date)}) - 365
          AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
          AND ({currency: String} = '' OR s.currency = {currency: String})
          AND (internal = 0 OR {internal: UInt8} = 1)
        GROUP BY own_cut, code, issued_on, settled_on, reopened_on
    )
    ARRAY JOIN {days: Array(Date)} AS as_of
    ARRAY JOIN [toInt32(settled_on - issued_on), toInt32(least(as_of, {dataCut: Date}) - issued_on)] AS flow_age, [1, 0] AS is_paid
    WHERE issued_on > as_of - 365 AND issued_on <= as_of
      AND settled_on <= least(as_of, {dataCut: Date}) AND reopened_on > least(as_of, {dataCut: Date})
    UNION ALL
    SELECT as_of, {cut}, CAST(reinterpretAsUInt64(currency), 'UInt64'),
        toInt32(least(as_of, {dataCut: Date}) - if(measure = 'entered', day, of_day)), 0,
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
GROUP BY as_of, cut, code, age
HAVING (paid != 0 OR censored != 0) AND age >= 0
ORDER BY as_of, cut, currency, age
