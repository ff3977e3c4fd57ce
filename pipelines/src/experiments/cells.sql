-- One row = one cell: a variant in a segment, stratum and epoch of weights, with its customers and what they did.
SELECT
    toString(number) AS cell, any(variant_id) AS variant, any(segment_id) AS segment,
    any(its_stratum) AS stratum, any(e.epoch) AS epoch,
    toUInt32(count()) AS customers,
    avg(e.probability) AS probability,
    sum(owed) AS exposed,
    sum(owed * owed) AS exposed_squares,
    toUInt32(countIf(currencies > 1)) AS several_currencies,
    toUInt32(countIf(owed < 0.005)) AS owing_nothing,
    toUInt32(countIf(any_age BETWEEN 0 AND last)) AS payers,
    toUInt32(countIf(arrayExists((age, x) -> age <= last AND x = 1, ages, full_paid))) AS full_payers,
    toUInt32(countIf(any_age BETWEEN 0 AND last AND (first_send_age < 0 OR any_age < first_send_age))) AS paid_before_message,
    toUInt32(countIf(is_mature)) AS mature,
    sumIf(got, is_mature) AS received,
    sumIf(got * got, is_mature) AS received_squares,
    sumIf(spent, is_mature) AS cost,
    sumIf(written, is_mature) AS contacts
FROM
(
    SELECT * EXCEPT (exposed), exposed AS owed,
        {cell} AS number,
        {stratum} AS its_stratum,
        toInt32({cut: Date} - exposed_on) AS follow_up,
        least(follow_up, toInt32({last: UInt16})) AS last,
        follow_up >= {horizon: UInt16} AS is_mature,
        arraySum((age, x) -> if(age <= {horizon: UInt16}, x, 0), ages, paid) AS got,
        arraySum((age, x) -> if(age <= {horizon: UInt16}, x, 0), contact_ages, contact_costs) AS spent,
        arrayCount(age -> age <= {horizon: UInt16}, contact_ages) AS written
    FROM relance.exposures
    WHERE experiment_id = {experiment: String} AND exposed_on <= {cut: Date}
) AS e
GROUP BY number
ORDER BY segment, stratum, epoch, variant
