-- One row = one period, cut value, currency and measure: invoices on which a dispute opened, and the amounts contested.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut, currency,
    part.1 AS measure, sum(part.2) AS value
FROM
(
    SELECT e.entity_id AS entity_id, e.customer_id AS customer_id, e.currency AS currency, period,
        c.country AS country, c.kind AS kind, c.sector AS sector, c.size AS size, c.account_manager AS account_manager,
        arrayFilter((n, d, x) -> d BETWEEN period.1 AND period.2 AND x > 0 AND (n = 1 OR e.dispute_amounts[n - 1] = 0),
            arrayEnumerate(e.dispute_days), e.dispute_days, e.dispute_amounts) AS opened,
        [('disputes_opened', toDecimal128(length(opened), 4)),
         ('disputes_amount', toDecimal128(arraySum(n -> least(e.dispute_amounts[n], greatest(e.amount, toDecimal64(0, 4))), opened), 4))] AS parts_of
    FROM relance.invoices AS e
    ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
    LEFT JOIN relance.customers AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
    WHERE e.ever_disputed = 1
      AND (empty({entities: Array(String)}) OR e.entity_id IN {entities: Array(String)})
      AND (empty({customers: Array(String)}) OR e.customer_id IN {customers: Array(String)})
      AND ({currency: String} = '' OR e.currency = {currency: String})
      AND (e.internal = 0 OR {internal: UInt8} = 1)
)
ARRAY JOIN parts_of AS part
GROUP BY period, cut, currency, part.1
SETTINGS join_use_nulls = 0
