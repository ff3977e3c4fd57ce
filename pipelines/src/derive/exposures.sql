-- One row = one customer of one experiment at his first entry, with what became of the invoices he owed then.
-- Balances are running sums between 0 and B, as in DECISIONS 3: postings may come in any order, and a payment that is
-- returned takes back what it had paid. Returns of payments made before the trigger are not of this experiment.
INSERT INTO relance.exposures_stage
WITH
    arrayFirstIndex(x -> x > 0, s.moved_paid) AS first_paid,
    if(s.exposed_sum < 0.005, 0, arrayFirstIndex(x -> x, s.done)) AS gone_otherwise,
    arrayFilter(x -> x.1 >= e.exposed_on, c.sent) AS since,
exposed AS
(
    SELECT bucket, entity_id, customer_id, ifNull(toDateOrNull(ifNull(toString(attributes.entry_day), '')), occurred_on) AS exposed_on, variant_id, segment_id,
        ifNull(toString(attributes.experiment_id), '') AS experiment,
        ifNull(toString(attributes.stratum), '') AS stratum,
        ifNull(toString(attributes.cluster), '') AS payer,
        toFloat64OrZero(ifNull(toString(attributes.probability), '')) AS probability,
        toUInt16OrZero(ifNull(toString(attributes.weight_epoch), '')) AS epoch,
        arrayMap(x -> ifNull(toString(x), ''), attributes.invoices[].invoice_id) AS invoice_ids,
        arraySum(arrayMap(x -> toFloat64OrZero(ifNull(toString(x), '')), attributes.invoices[].open)) AS exposed_then
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'experiment.exposed'
    ORDER BY occurred_at, event_id
    LIMIT 1 BY entity_id, experiment, customer_id
),
balances AS
(
    SELECT e.entity_id AS entity_id, e.experiment AS experiment, e.customer_id AS customer_id, i.currency AS currency,
        arrayConcat([toFloat64(i.amount)], arrayMap((rest, excess) -> toFloat64(rest) - toFloat64(excess), i.step_rest, i.step_excess)) AS balance,
        arrayCount(day -> day < e.exposed_on, i.step_days) AS earlier,
        if(i.entry_on < e.exposed_on, greatest(0, balance[earlier + 1]), 0) AS owed,
        arrayFilter((k, day, kind, of_day) -> day >= e.exposed_on AND kind != 5 AND NOT (kind = 4 AND of_day < e.exposed_on),
            arrayEnumerate(i.step_days), i.step_days, i.step_kinds, i.step_of_days) AS counted,
        arrayMap(k -> toInt32(i.step_days[k] - e.exposed_on), counted) AS step_ages,
        arrayMap(k -> i.step_kinds[k] IN (3, 4), counted) AS by_money,
        arrayMap(x -> greatest(0, least(owed, owed + x)), arrayCumSum(arrayMap(k -> balance[k + 1] - balance[k], counted))) AS open_after,
        arrayMap((after, k) -> if(k = 1, owed, open_after[k - 1]) - after, open_after, arrayEnumerate(open_after)) AS gone
    FROM exposed AS e ARRAY JOIN invoice_ids AS invoice_id
    INNER JOIN relance.invoices AS i
        ON i.entity_id = e.entity_id AND i.customer_id = e.customer_id AND i.invoice_id = invoice_id
    WHERE i.bucket IN {buckets: Array(UInt8)}
),
movements AS
(
    SELECT entity_id, experiment, customer_id, any(currency) AS one_currency, uniqExact(currency) AS currencies,
        sum(owed) AS exposed_sum,
        sumMap(step_ages, arrayMap((x, m) -> if(m, x, 0), gone, by_money), arrayMap((x, m) -> if(m, 0, x), gone, by_money)) AS moved
    FROM balances
    GROUP BY entity_id, experiment, customer_id
),
settled AS
(
    SELECT *, moved.1 AS moved_ages, moved.2 AS moved_paid, moved.3 AS moved_left,
        arrayMap((x, y) -> exposed_sum - x - y < 0.005, arrayCumSum(moved_paid), arrayCumSum(moved_left)) AS done,
        -- 1 settled by a payment, 2 by an exit, carried on while nothing is open
        arrayFill(x -> x >= 0, arrayMap((now, k, l) -> multiIf(NOT now, 0, k > 1 AND done[k - 1], -1, abs(l) < 0.005, 1, 2), done, arrayEnumerate(done), moved_left)) AS way
    FROM movements
),
voices AS
(
    SELECT entity_id, customer_id,
        arraySort(groupArrayIf(occurred_on, event_type = 'complaint.received')) AS complaints,
        arraySort(groupArrayIf(occurred_on, event_type = 'complaint.received' AND toString(attributes.severity) = 'severe')) AS severe,
        arraySort(groupArrayIf(occurred_on, event_type = 'optout.received')) AS optouts,
        arraySort(groupArrayIf(occurred_on, event_type = 'invoice.disputed')) AS disputes
    FROM {events}
    WHERE bucket IN {buckets: Array(UInt8)} AND event_type IN ('complaint.received', 'optout.received', 'invoice.disputed')
    GROUP BY entity_id, customer_id
),
contacts AS
(
    SELECT entity_id, customer_id, arraySort(groupArray((sent_on, toFloat64(cost), bounced))) AS sent
    FROM relance.reminders
    WHERE bucket IN {buckets: Array(UInt8)}
    GROUP BY entity_id, customer_id
)
SELECT e.bucket, e.entity_id, e.experiment, e.customer_id, e.variant_id, e.segment_id, e.stratum,
    cityHash64(e.entity_id, if(e.payer = '', e.customer_id, e.payer)), e.probability, e.epoch, e.exposed_on,
    s.one_currency, s.currencies, length(e.invoice_ids), s.exposed_sum, e.exposed_then, s.moved_ages, s.moved_paid, s.moved_left,
    arrayMap((x, k) -> toInt8(x = 1) - toInt8(k > 1 AND s.way[k - 1] = 1), s.way, arrayEnumerate(s.way)),
    arrayMap((x, k) -> toInt8(x = 2) - toInt8(k > 1 AND s.way[k - 1] = 2), s.way, arrayEnumerate(s.way)),
    if(first_paid = 0 OR (gone_otherwise > 0 AND gone_otherwise < first_paid), -1, s.moved_ages[first_paid]),
    if(gone_otherwise = 0 OR (first_paid > 0 AND first_paid <= gone_otherwise), -1, s.moved_ages[gone_otherwise]),
    ifNull(nullIf(toInt32(arrayFirst(x -> x >= e.exposed_on, v.complaints)), 0) - toInt32(e.exposed_on), -1), ifNull(nullIf(toInt32(arrayFirst(x -> x >= e.exposed_on, v.severe)), 0) - toInt32(e.exposed_on), -1), ifNull(nullIf(toInt32(arrayFirst(x -> x >= e.exposed_on, v.optouts)), 0) - toInt32(e.exposed_on), -1), ifNull(nullIf(toInt32(arrayFirst(x -> x >= e.exposed_on, v.disputes)), 0) - toInt32(e.exposed_on), -1),
    if(empty(since), -1, toInt32(since[1].1 - e.exposed_on)),
    if(empty(arrayFilter(x -> x.3 = 1, since) AS came_back), -1, toInt32(came_back[1].1 - e.exposed_on)),
    arrayMap(x -> toInt32(x.1 - e.exposed_on), since), arrayMap(x -> x.2, since)
FROM exposed AS e
LEFT JOIN settled AS s ON s.entity_id = e.entity_id AND s.experiment = e.experiment AND s.customer_id = e.customer_id
LEFT JOIN voices AS v ON v.entity_id = e.entity_id AND v.customer_id = e.customer_id
LEFT JOIN contacts AS c ON c.entity_id = e.entity_id AND c.customer_id = e.customer_id
