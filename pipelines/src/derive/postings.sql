-- One row = one invoice with the postings and disputes after its issue (fragment of invoices.sql).
-- postings: (day, 1 credit note 2 cancellation 3 payment 4 rejection 5 write-off, amount, day of the payment).
-- disputes: (day, 0 opened 1 ended, amount).
SELECT
    entity_id, customer_id, invoice_id,
    groupArrayIf((day, kind, amount, of_day), kind < 10) AS postings,
    groupArrayIf((day, kind - 10, amount), kind >= 10) AS disputes
FROM
(
    SELECT entity_id, customer_id, invoice_id, occurred_on AS day,
        transform(event_type, ['invoice.credited', 'invoice.cancelled', 'invoice.written_off', 'invoice.disputed', 'dispute.resolved'],
            [1, 2, 5, 10, 11], 0)::UInt8 AS kind, amount, day AS of_day
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND invoice_id != '' AND event_type IN
        ('invoice.credited', 'invoice.cancelled', 'invoice.written_off', 'invoice.disputed', 'dispute.resolved')
    -- if payments
    UNION ALL
    SELECT entity_id, customer_id, invoice_id, effective_on, 3, amount, effective_on
    FROM relance.allocations_stage WHERE bucket IN {buckets: Array(UInt8)} AND (entity_id, customer_id, invoice_id) NOT IN ({paid_at_once})
    UNION ALL
    SELECT entity_id, customer_id, invoice_id, rejected_on, 4, amount, effective_on
    FROM relance.allocations_stage WHERE bucket IN {buckets: Array(UInt8)} AND rejected_on < toDate('2149-06-06')
    -- end
    -- if lettered
    UNION ALL
    SELECT entity_id, customer_id, debit_id, effective_on, if(credit_kind = 'loss', 5, 1)::UInt8, amount, effective_on
    FROM relance.letterings_stage WHERE bucket IN {buckets: Array(UInt8)} AND debit_kind = 'invoice' AND credit_kind IN ('credit', 'loss')
    -- end
    -- if chargebacks
    UNION ALL
    -- a chargeback opens a dispute on what it took back; winning or losing it ends the dispute
    SELECT entity_id, customer_id, invoice_id, at.1, at.2, amount, effective_on
    FROM
    (
        SELECT a.entity_id AS entity_id, a.customer_id AS customer_id, a.invoice_id AS invoice_id, a.amount AS amount,
            a.effective_on AS effective_on,
            arrayFirst(d -> greatest(d, a.effective_on) = a.rejected_on, x.opened) AS opened_on,
            arrayFirst(d -> d >= opened_on, x.closed) AS closed_on,
            arrayJoin(if(closed_on > toDate(0), [(a.rejected_on, 10::UInt8), (greatest(a.rejected_on, closed_on), 11::UInt8)],
                [(a.rejected_on, 10::UInt8)])) AS at
        FROM relance.allocations_stage AS a
        INNER JOIN
        (
            SELECT entity_id, customer_id, payment, arraySort(groupArrayIf(day, outcome NOT IN ('won', 'lost'))) AS opened,
                arraySort(groupArrayIf(day, outcome IN ('won', 'lost'))) AS closed
            FROM
            (
                SELECT entity_id, customer_id, if(payment_id = '', event_id, payment_id) AS payment, occurred_on AS day,
                    ifNull(toString(attributes.outcome), '') AS outcome
                FROM {events}
                WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'payment.disputed'
            )
            GROUP BY entity_id, customer_id, payment
        ) AS x ON x.entity_id = a.entity_id AND x.customer_id = a.customer_id AND x.payment = a.payment_id
        WHERE a.bucket IN {buckets: Array(UInt8)} AND a.rejected_on < toDate('2149-06-06') AND opened_on > toDate(0)
    )
    -- end
)
GROUP BY entity_id, customer_id, invoice_id
