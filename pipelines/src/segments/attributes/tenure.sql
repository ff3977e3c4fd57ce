-- One row = one customer with his first invoice and how often he contested one, as of a day.
SELECT
    entity_id, customer_id,
    toNullable(toInt32({asOf: Date} - min(entry_on))) AS tenure_days,
    -- a dispute that changes its amount is still the same one
    toUInt32(sum(arrayCount((d, a, before) -> d <= {asOf: Date} AND a > 0 AND before <= 0,
        dispute_days, dispute_amounts, arrayPopBack(arrayPushFront(dispute_amounts, toDecimal64(0, 4)))))) AS disputes
FROM relance.invoices
WHERE entry_on <= {asOf: Date}
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
GROUP BY entity_id, customer_id
