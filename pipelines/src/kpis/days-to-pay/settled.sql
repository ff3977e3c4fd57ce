-- One row = one period, cut value and currency: how long invoices paid in full in it took, and how late they were.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut, {money} AS currency,
    count() AS settled,
    sum(days_to_pay) AS days,
    quantileExactInclusive(0.5)(days_to_pay) AS median_days,
    sum(s.amount) AS amount,
    sum(toDecimal128(s.amount, 4) * days_to_pay) AS amount_days,
    countIf(days_late > 0) AS late,
    sumIf(days_late, days_late > 0) AS late_days,
    sumIf(s.amount, days_late > 0) AS late_amount,
    sumIf(toDecimal128(s.amount, 4) * days_late, days_late > 0) AS late_amount_days
FROM relance.settlements AS s
ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
WHERE {days_of:settled_on}
  AND settled_on BETWEEN period.1 AND period.2 AND reopened_on > period.2
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND ({currency: String} = '' OR s.currency = {currency: String})
  AND (internal = 0 OR {internal: UInt8} = 1)
GROUP BY period, cut, {money}
