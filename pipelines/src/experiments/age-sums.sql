-- One row = one cell with the sums of the first pass by age. Of what stands at risk there are changes, whose running
-- totals are what stood at risk at the start of an age: what is owed enters at 0, what is paid or left goes the day
-- after, and what is still there goes the day after the last age that a customer is followed to.
WITH
    entered AS
    (
        SELECT
            {cell} AS cell, exposed AS owed, toFloat64(exposed >= 0.005) AS owing, ages, paid, left, full_paid, full_left,
            least(toInt32({cut: Date} - exposed_on), toInt32({last: UInt16})) AS last,
            multiIf(any_age BETWEEN 0 AND last, any_age, any_left_age BETWEEN 0 AND last, any_left_age, -1) AS first,
            toFloat64(any_age BETWEEN 0 AND last) AS any_paid,
            toFloat64(first >= 0 AND any_left_age BETWEEN 0 AND last) AS any_left
        FROM relance.exposures
        WHERE experiment_id = {experiment: String} AND exposed_on <= {cut: Date}
    ),
    followed AS
    (
        SELECT cell, last, toFloat64(count()) AS heads, sum(owed) AS owed, sum(owing) AS owing,
            sum(arraySum((age, x, y) -> if(age <= last, x + y, 0), ages, paid, left)) AS gone,
            sum(arraySum((age, x, y) -> if(age <= last, x + y, 0), ages, full_paid, full_left)) AS full_gone,
            sum(any_paid + any_left) AS any_gone
        FROM entered
        GROUP BY cell, last
    ),
    steps AS
    (
        SELECT cell, age, sum(x) AS step_paid, sum(y) AS step_left, toFloat64(sum(full_x)) AS step_full, toFloat64(sum(full_y)) AS step_full_left
        FROM entered
        ARRAY JOIN ages AS age, paid AS x, left AS y, full_paid AS full_x, full_left AS full_y
        WHERE age <= last
        GROUP BY cell, age
    ),
    firsts AS
    (
        SELECT cell, first, sum(any_paid) AS first_paid, sum(any_left) AS first_left
        FROM entered
        WHERE first >= 0
        GROUP BY cell, first
    )
SELECT toString(cell) AS cell, groupArray(day) AS days, groupArray(heads) AS heads,
    (groupArray(sums[1]), groupArray(sums[2]), groupArray(sums[3])) AS euros,
    (groupArray(sums[4]), groupArray(sums[5]), groupArray(sums[6])) AS full,
    (groupArray(sums[7]), groupArray(sums[8]), groupArray(sums[9])) AS any
FROM
(
    SELECT cell, change.1 AS day, sum(change.2) AS heads, sumForEach(change.3) AS sums
    FROM
    (
        SELECT cell, arrayJoin([
            (toInt32(0), heads, [0., 0., owed, 0., 0., owing, 0., 0., owing]),
            (last + 1, -heads, [0., 0., gone - owed, 0., 0., full_gone - owing, 0., 0., any_gone - owing])]) AS change
        FROM followed
        UNION ALL
        SELECT cell, arrayJoin([
            (age, 0., [step_paid, step_left, 0., step_full, step_full_left, 0., 0., 0., 0.]),
            (age + 1, 0., [0., 0., -step_paid - step_left, 0., 0., -step_full - step_full_left, 0., 0., 0.])])
        FROM steps
        UNION ALL
        SELECT cell, arrayJoin([
            (first, 0., [0., 0., 0., 0., 0., 0., first_paid, first_left, 0.]),
            (first + 1, 0., [0., 0., 0., 0., 0., 0., 0., 0., -first_paid - first_left])])
        FROM firsts
    )
    GROUP BY cell, day
)
GROUP BY cell
