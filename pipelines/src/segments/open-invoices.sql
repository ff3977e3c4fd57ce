-- One row = one open invoice as of a day, with the fields that a rule about invoices may name.
SELECT
    o.entity_id AS entity_id, o.customer_id AS customer_id, o.invoice_id AS id, toFloat64(o.amount) AS amount,
    o.open AS open_amount, toInt32({asOf: Date} - o.oldest) AS days_late, r.level AS level,
    if(o.kind = '', 'normal', o.kind) AS kind, p.product AS product, o.currency AS currency, toBool(o.disputed > 0) AS disputed
FROM ({open_invoices}) AS o
LEFT JOIN
(
    SELECT entity_id, customer_id, invoice_id, max(step) AS level
    FROM relance.reminders ARRAY JOIN invoice_ids AS invoice_id
    WHERE sent_on <= {asOf: Date}
    GROUP BY entity_id, customer_id, invoice_id
) AS r ON r.entity_id = o.entity_id AND r.customer_id = o.customer_id AND r.invoice_id = o.invoice_id
LEFT JOIN
(
    SELECT entity_id, customer_id, invoice_id, max(ifNull(toString(attributes.product), '')) AS product
    FROM relance.events_current
    WHERE event_type = 'invoice.issued' AND occurred_on <= {asOf: Date} AND isNotNull(attributes.product)
    GROUP BY entity_id, customer_id, invoice_id
) AS p ON p.entity_id = o.entity_id AND p.customer_id = o.customer_id AND p.invoice_id = o.invoice_id
