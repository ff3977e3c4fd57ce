-- One row = one period, cut value and measure: what customers and the e-invoicing platform said.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut, '' AS currency,
    said.1 AS measure, toDecimal128(if(said.1 LIKE 'einvoice%', uniqExact(entity_id, customer_id, invoice_id), sum(said.2)), 4) AS value
FROM
(
    SELECT e.entity_id AS entity_id, e.customer_id AS customer_id, e.invoice_id AS invoice_id, period,
        c.country AS country, c.kind AS kind, c.sector AS sector, c.size AS size, c.account_manager AS account_manager,
        toFloat64OrNull(ifNull(toString(e.attributes.score), '')) AS score,
        ifNull(toString(e.attributes.moment), '') AS moment,
        ifNull(toString(e.attributes.late_reason), '') AS late_reason,
        ifNull(toString(e.attributes.status), '') AS status,
        arrayFilter(x -> x.1 != '', [
            (if(e.event_type = 'contact.logged' AND late_reason != '', concat('late_reason ', late_reason), ''), toFloat64(1)),
            (if(score IS NOT NULL, concat('feedback ', moment), ''), toFloat64(1)),
            (if(score IS NOT NULL, concat('score ', moment), ''), ifNull(score, 0)),
            (if(score >= 9, concat('promoters ', moment), ''), toFloat64(1)),
            (if(score <= 6, concat('detractors ', moment), ''), toFloat64(1)),
            (if(e.event_type = 'invoice.status', 'einvoices', ''), toFloat64(1)),
            (if(e.event_type = 'invoice.status' AND status IN ('210', '213'), 'einvoices_refused', ''), toFloat64(1))
        ]) AS says
    FROM relance.events_current AS e
    ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
    LEFT JOIN relance.customers AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
    WHERE e.event_type IN ('contact.logged', 'feedback.received', 'invoice.status')
      AND e.occurred_on BETWEEN period.1 AND period.2
      AND (empty({entities: Array(String)}) OR e.entity_id IN {entities: Array(String)})
      AND (empty({customers: Array(String)}) OR e.customer_id IN {customers: Array(String)})
      AND (c.internal = 0 OR {internal: UInt8} = 1)
)
ARRAY JOIN says AS said
GROUP BY period, cut, said.1
SETTINGS join_use_nulls = 0
