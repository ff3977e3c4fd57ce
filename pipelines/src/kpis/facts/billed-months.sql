-- One row = what was billed in one month, by cut value and currency.
SELECT toString(toStartOfMonth(day)) AS month, toString({cut}) AS cut, currency, sum(value) AS billed
FROM {source}
WHERE measure = 'billed'
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND ({currency: String} = '' OR currency = {currency: String})
  AND (internal = 0 OR {internal: UInt8} = 1)
  AND day <= {until: Date}
GROUP BY month, cut, currency
