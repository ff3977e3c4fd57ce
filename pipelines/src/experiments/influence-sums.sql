-- One row = one cell with the sums of the second pass: totals of the customers' influence values by payer, then of
-- these and their squares. A payer whose customers were merged, or who share a payer, is one cluster.
SELECT cell, toUInt32(sum(size)) AS customers, toUInt32(count()) AS clusters,
    [{totals}] AS sums,
    [{squares}] AS squares,
    [{crossed}] AS crossed,
    sum(size * size) AS size_squares
FROM
(
    SELECT cell, payer, toFloat64(count()) AS size,
        {sums}
    FROM
    (
        SELECT
            transform(concat(variant_id, '\n', segment_id, '\n', {stratum}, '\n', toString(epoch)),
                {cells: Array(String)}, {numbers: Array(UInt32)}, toUInt32(0)) AS cell,
            transform(cluster_key, {absorbed: Array(UInt64)}, {survivors: Array(UInt64)}, cluster_key) AS payer,
            toInt32({cut: Date} - exposed_on) AS follow_up,
            toFloat64(exposed >= 0.005) AS owing,
            ages, exposed, paid, left, full_paid, full_left, any_age, any_left_age
        FROM relance.exposures
        WHERE experiment_id = {experiment: String} AND exposed_on <= {cut: Date}
    )
    WHERE cell > 0
    GROUP BY cell, payer
)
GROUP BY cell
ORDER BY cell
