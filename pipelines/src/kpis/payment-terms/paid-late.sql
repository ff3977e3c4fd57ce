-- One row = one bracket of lateness: invoices paid in full in the year, by days after their due date.
SELECT multiIf(days_late <= 0, '0', days_late <= 30, '1-30', days_late <= 60, '31-60', days_late <= 90, '61-90', '91+') AS bracket,
    disputed, toUInt64(count()) AS invoices, sum(toDecimal128(s.amount, 4)) AS amount
FROM relance.settlements AS s
WHERE settled_on BETWEEN {from: Date} AND {asOf: Date} AND reopened_on > {asOf: Date}
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND ({currency: String} = '' OR currency = {currency: String})
  AND (internal = 0 OR {internal: UInt8} = 1)
GROUP BY bracket, disputed
