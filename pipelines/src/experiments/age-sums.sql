-- One row = one cell: a variant in a segment, stratum and epoch of weights, with the sums of the first pass. Arrays are
-- changes by age; their running totals are what stood at risk at the start of that age.
SELECT
    variant, segment, stratum, epoch,
    toUInt32(count()) AS customers,
    avg(planned) AS probability,
    sum(owed) AS exposed,
    toUInt32(countIf(currencies > 1)) AS several_currencies,
    toUInt32(countIf(owing = 0)) AS owing_nothing,
    toUInt32(countIf(any_age BETWEEN 0 AND last)) AS payers,
    toUInt32(countIf(has(seen_full, 1.))) AS full_payers,
    toUInt32(countIf(any_age BETWEEN 0 AND last AND (first_send_age < 0 OR any_age < first_send_age))) AS paid_before_message,
    toUInt32(countIf(follow_up >= {horizon: UInt16})) AS mature,
    sumIf(got, follow_up >= {horizon: UInt16}) AS received,
    sumIf(got * got, follow_up >= {horizon: UInt16}) AS received_squares,
    sumIf(arraySum((age, cost) -> if(age <= {horizon: UInt16}, cost, 0), contact_ages, contact_costs), follow_up >= {horizon: UInt16}) AS cost,
    sumIf(arrayCount(age -> age <= {horizon: UInt16}, contact_ages), follow_up >= {horizon: UInt16}) AS contacts,
    sumMap([toInt32(0), last + 1], [toInt32(1), toInt32(-1)]) AS heads,
    sumMap(
        arrayConcat([toInt32(0)], seen, arrayMap(age -> age + 1, seen), [last + 1]),
        arrayConcat([0.], seen_paid, arrayMap(age -> 0., seen), [0.]),
        arrayConcat([0.], seen_left, arrayMap(age -> 0., seen), [0.]),
        arrayConcat([owed], arrayMap(age -> 0., seen), arrayMap((x, y) -> -x - y, seen_paid, seen_left), [arraySum(seen_paid) + arraySum(seen_left) - owed])
    ) AS euros,
    sumMap(
        arrayConcat([toInt32(0)], seen, arrayMap(age -> age + 1, seen), [last + 1]),
        arrayConcat([0.], seen_full, arrayMap(age -> 0., seen), [0.]),
        arrayConcat([0.], seen_full_left, arrayMap(age -> 0., seen), [0.]),
        arrayConcat([owing], arrayMap(age -> 0., seen), arrayMap((x, y) -> -x - y, seen_full, seen_full_left), [arraySum(seen_full) + arraySum(seen_full_left) - owing])
    ) AS full,
    sumMap(
        [toInt32(0), any_at, any_at + 1, last + 1],
        [0., any_paid, 0., 0.],
        [0., any_left, 0., 0.],
        [owing, 0., -any_paid - any_left, any_paid + any_left - owing]
    ) AS any
FROM
(
    SELECT
        variant_id AS variant, segment_id AS segment, if({byStratum: UInt8} = 1, toString(e.stratum), '') AS stratum, epoch,
        probability AS planned, exposed AS owed, currencies, any_age, any_left_age, first_send_age, contact_ages, contact_costs,
        toInt32({cut: Date} - exposed_on) AS follow_up,
        least(follow_up, toInt32({last: UInt16})) AS last,
        toFloat64(exposed >= 0.005) AS owing,
        arrayFilter(age -> age <= last, ages) AS seen,
        arrayMap(x -> toFloat64(x), arraySlice(paid, 1, length(seen))) AS seen_paid,
        arraySlice(left, 1, length(seen)) AS seen_left,
        arrayMap(x -> toFloat64(x), arraySlice(full_paid, 1, length(seen))) AS seen_full,
        arrayMap(x -> toFloat64(x), arraySlice(full_left, 1, length(seen))) AS seen_full_left,
        toFloat64(any_age BETWEEN 0 AND last) AS any_paid,
        toFloat64(any_left_age BETWEEN 0 AND last) AS any_left,
        if(any_paid = 1, any_age, if(any_left = 1, any_left_age, 0)) AS any_at,
        arraySum((age, x) -> if(age <= {horizon: UInt16}, x, 0), ages, paid) AS got
    FROM relance.exposures AS e
    WHERE experiment_id = {experiment: String} AND exposed_on <= {cut: Date}
)
GROUP BY variant, segment, stratum, epoch
ORDER BY segment, stratum, epoch, variant
