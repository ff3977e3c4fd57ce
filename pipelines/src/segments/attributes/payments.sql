-- One row = one customer with how late he has paid, over invoices paid in full as of a day.
SELECT
    entity_id, customer_id,
    toNullable(avg(days_late)) AS mean_days_late,
    toNullable(countIf(days_late > 0) / count()) AS share_late
FROM relance.settlements
WHERE settled_on <= {asOf: Date} AND reopened_on > {asOf: Date}
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
GROUP BY entity_id, customer_id
