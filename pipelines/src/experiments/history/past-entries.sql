-- Who would have come to the trigger from one day up to another (a part of the statement beside it): one row = one
-- customer on the first day on which invoices of his came to the campaign's first step, with those invoices. As in the
-- planner, what is disputed or too small then does not count; addresses are those known today.
exposed AS
(
    SELECT t.bucket AS bucket, t.entity_id AS entity_id, t.customer_id AS customer_id, trigger_on AS exposed_on,
        any(t.channels) AS variant_id, any(t.segment) AS segment_id, '' AS experiment, '' AS stratum, any(t.payer) AS payer,
        1. AS probability, toUInt16(1) AS epoch, groupArray(t.invoice_id) AS invoice_ids, sum(t.owed) AS exposed_then
    FROM
    (
        SELECT i.bucket AS bucket, i.entity_id AS entity_id, i.customer_id AS customer_id, i.invoice_id AS invoice_id,
            p.segment AS segment, p.payer AS payer, p.channels AS channels,
            greatest(toDate(if(empty(i.due_days), i.due_on, i.due_days[1]) + p.trigger_day), i.entry_on + 1) AS trigger_on,
            arrayElement(arrayPushFront(i.step_open, greatest(i.amount, 0)), arrayCount(day -> day < trigger_on, i.step_days) + 1) AS open_then,
            arrayElement(arrayPushFront(i.dispute_amounts, 0), arrayCount(day -> day < trigger_on, i.dispute_days) + 1) AS disputed_then,
            toFloat64(open_then) AS owed
        FROM relance.invoices AS i
        INNER JOIN
        (
            SELECT a.entity_id AS entity_id, a.customer_id AS customer_id, a.segment AS segment, a.trigger_day AS trigger_day,
                if(c.group_key = '', a.customer_id, c.group_key) AS payer, r.channels AS channels
            FROM
            (
                SELECT entity_id, customer_id, {segment} AS segment,
                    transform(segment, {segments: Array(String)}, {triggerDays: Array(Int32)}, toInt32(10000)) AS trigger_day
                FROM customer_attributes
                WHERE {rule} AND trigger_day < 10000
            ) AS a
            INNER JOIN relance.customers AS c ON c.entity_id = a.entity_id AND c.customer_id = a.customer_id
            LEFT JOIN
            (
                SELECT entity_id, customer_id, arrayStringConcat(arrayDistinct(arrayFlatten(groupArray(found))), ' ') AS channels
                FROM
                (
                    SELECT entity_id, customer_id, arrayFilter(x -> x != '', [
                        if(arrayExists(x -> JSONExtractString(x, 'email') != '', JSONExtractArrayRaw(ifNull(toJSONString(attributes.contacts), '[]'))), 'email', ''),
                        if(arrayExists(x -> JSONExtractString(x, 'phone') != '', JSONExtractArrayRaw(ifNull(toJSONString(attributes.contacts), '[]'))), 'phone', ''),
                        if(ifNull(toString(attributes.address), '') != '', 'post', '')]) AS found
                    FROM relance.events_current
                    WHERE {needsAddress: UInt8} = 1 AND event_type = 'customer.updated'
                )
                GROUP BY entity_id, customer_id
            ) AS r ON r.entity_id = a.entity_id AND r.customer_id = a.customer_id
        ) AS p ON p.entity_id = i.entity_id AND p.customer_id = i.customer_id
        WHERE trigger_on >= {from: Date} AND trigger_on < {to: Date} AND disputed_then <= 0
            AND open_then >= toDecimal64({minimumInvoice: String}, 4) AND open_then > 0
    ) AS t
    GROUP BY bucket, entity_id, customer_id, exposed_on
    HAVING exposed_then >= toFloat64({minimumCustomer: String})
    ORDER BY exposed_on
    LIMIT 1 BY entity_id, customer_id
),
