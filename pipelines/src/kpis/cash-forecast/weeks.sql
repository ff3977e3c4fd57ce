-- One row = one week, counted from a day (0: the seven days to it, -1: the seven before, 1: those after), with what was
-- billed and what was paid on invoices in it.
SELECT toInt32(floor((day - {asOf: Date} - 1) / 7)) + 1 AS week,
    toFloat64(sumIf(value, measure = 'billed')) AS billed,
    toFloat64(sumIf(value, measure = 'collected_on_invoices') - sumIf(value, measure = 'rejected_on_invoices')) AS collected
FROM relance.kpi_totals
WHERE measure IN ('billed', 'collected_on_invoices', 'rejected_on_invoices')
  AND day > {asOf: Date} - 7 * 105 AND day <= {asOf: Date} + 7 * 13
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND currency = {currency: String} AND (internal = 0 OR {internal: UInt8} = 1)
GROUP BY week
ORDER BY week
