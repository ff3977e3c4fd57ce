-- One row = what was known of a customer's payments on a day, for one row of {risk_rows} (fragment).
SELECT
    r.entity_id AS entity_id, r.customer_id AS customer_id, r.day AS day, r.due_on AS due_on, r.late AS late,
    [
        -- saturates: the number of payments grows with time, how well he is known does not
        s.paid / (s.paid + 5),
        (s.late + 1) / (s.paid + 2),
        least(90, greatest(-30, s.days_late / (s.paid + 2))) / 30,
        s.last_late,
        log1p(greatest(0, toInt64(d.due) - toInt64(x.done))),
        log1p(greatest(0, r.amount)),
        r.terms / 30
    ] AS features
FROM ({risk_rows}) AS r
ASOF LEFT JOIN
(
    SELECT entity_id, customer_id, settled_on AS day, last_late, sum(n) OVER w AS paid, sum(n_late) OVER w AS late,
        sum(n_days) OVER w AS days_late
    FROM
    (
        SELECT entity_id, customer_id, settled_on, count() AS n, countIf(days_late > 0) AS n_late, sum(days_late) AS n_days,
            n_late / n AS last_late
        FROM relance.settlements WHERE reopened_on > {asOf: Date} AND settled_on < {asOf: Date}
        GROUP BY entity_id, customer_id, settled_on
    )
    WINDOW w AS (PARTITION BY entity_id, customer_id ORDER BY settled_on)
) AS s ON s.entity_id = r.entity_id AND s.customer_id = r.customer_id AND s.day < r.day
-- overdue then = fallen due before that day, less those of them that were settled before it
ASOF LEFT JOIN
(
    SELECT entity_id, customer_id, due_on AS day, sum(n) OVER (PARTITION BY entity_id, customer_id ORDER BY due_on) AS due
    FROM (SELECT entity_id, customer_id, due_on, count() AS n FROM relance.invoices
        WHERE opening = 0 AND state NOT IN ('credited', 'cancelled') GROUP BY entity_id, customer_id, due_on)
) AS d ON d.entity_id = r.entity_id AND d.customer_id = r.customer_id AND d.day < r.day
ASOF LEFT JOIN
(
    SELECT entity_id, customer_id, day, sum(n) OVER (PARTITION BY entity_id, customer_id ORDER BY day) AS done
    FROM (SELECT entity_id, customer_id, greatest(settled_on, due_on) AS day, count() AS n FROM relance.settlements
        WHERE opening = 0 AND reopened_on > {asOf: Date} GROUP BY entity_id, customer_id, day)
) AS x ON x.entity_id = r.entity_id AND x.customer_id = r.customer_id AND x.day < r.day
