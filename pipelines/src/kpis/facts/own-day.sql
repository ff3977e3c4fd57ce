-- One row = one period, cut value, currency and flow: its sum in the presentation currency, each day at its own rate.
-- `rateKeys` name the currency and the day of each of `rateFactors`; a day that is not among them has no rate.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString(cut) AS cut, currency, measure,
    toString(sum(worth)) AS within,
    toString(minIf(day, factor = 0)) AS lacking
FROM
(
    SELECT cut, currency, measure, day,
        toDecimal256(if(currency = {into: String}, '1',
            transform(concat(currency, ' ', toString(day)), {rateKeys: Array(String)}, {rateFactors: Array(String)}, '0')), 18) AS factor,
        toDecimal256(value, 4) * factor AS worth
    FROM
    (
        SELECT {cut} AS cut, currency, measure, day, sum(value) AS value
        FROM {source}
        WHERE (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
          AND ({currency: String} = '' OR currency = {currency: String})
          AND currency != ''
          AND measure NOT IN {balances: Array(String)}
          AND (internal = 0 OR {internal: UInt8} = 1)
          AND day BETWEEN arrayMin({froms: Array(Date)}) AND arrayMax({tos: Array(Date)})
        GROUP BY cut, currency, measure, day
    )
    WHERE value != 0
)
ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
WHERE day BETWEEN period.1 AND period.2
GROUP BY period, cut, currency, measure
