-- One row = one customer with his profile, his risk and the figures behind them.
SELECT p.entity_id AS entity_id, p.customer_id AS customer_id, c.name AS name, c.kind AS kind,
    p.withheld AS withheld, p.profile AS profile, if(p.withheld, '', p.found) AS found, p.by_hand AS by_hand,
    p.paid AS paid, p.share_late AS share_late, p.mean_days_late AS mean_days_late, p.spread AS spread,
    p.overdue_90 AS overdue_90, p.rejected AS rejected, p.contested AS contested, p.controls AS controls,
    p.reminded AS reminded, p.answered AS answered, p.insolvent AS insolvent,
    if(p.all_billed > 0, p.billed / p.all_billed, 0) AS billed_share, r.risk AS risk, r.features AS features
FROM ({profiles}) AS p
INNER JOIN relance.customers AS c ON c.entity_id = p.entity_id AND c.customer_id = p.customer_id
LEFT JOIN ({risk}) AS r ON r.entity_id = p.entity_id AND r.customer_id = p.customer_id
WHERE empty({customers: Array(String)}) OR p.customer_id IN {customers: Array(String)}
ORDER BY p.paid DESC, p.entity_id, p.customer_id
LIMIT {limit: UInt32} OFFSET {offset: UInt32}
SETTINGS join_use_nulls = 0
