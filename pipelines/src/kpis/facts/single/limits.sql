-- One row = one day, cut value, currency and measure: what customers owe, net of what they have on account, beyond
-- their credit limit as it is now known.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut, currency,
    part.1 AS measure, sum(part.2) AS value
FROM
(
    SELECT b.entity_id AS entity_id, b.customer_id AS customer_id, b.currency AS currency, b.period AS period,
        c.country AS country, c.kind AS kind, c.sector AS sector, c.size AS size, c.account_manager AS account_manager,
        b.owed - toDecimal128(assumeNotNull(c.credit_limit), 4) AS beyond,
        [('over_limit', greatest(beyond, toDecimal128(0, 4))), ('over_limit_count', toDecimal128(beyond > 0, 4)),
         ('limited_count', toDecimal128(1, 4))] AS parts_of
    FROM
    (
        SELECT entity_id, customer_id, currency, period, sum(owed) AS owed
        FROM
        (
            SELECT entity_id, customer_id, currency, period,
                toDecimal128(arrayElement(arrayPushFront(step_open, greatest(amount, toDecimal64(0, 4))), arrayCount(d -> d <= period.2, step_days) + 1), 4) AS owed
            FROM relance.invoices
            ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
            WHERE entry_on <= period.2 AND (open > 0 OR step_days[-1] > period.2)
            UNION ALL
            SELECT entity_id, customer_id, currency, period, toDecimal128(undetailed - on_account + refund_unexplained, 4)
            FROM relance.account_flows
            ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
            WHERE day <= period.2
        )
        GROUP BY entity_id, customer_id, currency, period
    ) AS b
    INNER JOIN relance.customers AS c ON c.entity_id = b.entity_id AND c.customer_id = b.customer_id
    WHERE c.credit_limit IS NOT NULL
      AND (empty({entities: Array(String)}) OR b.entity_id IN {entities: Array(String)})
      AND (empty({customers: Array(String)}) OR b.customer_id IN {customers: Array(String)})
      AND ({currency: String} = '' OR b.currency = {currency: String})
      AND (c.internal = 0 OR {internal: UInt8} = 1)
)
ARRAY JOIN parts_of AS part
GROUP BY period, cut, currency, part.1
SETTINGS join_use_nulls = 0
