/** Ways to read and to put together, whose rows must be those of one server. With ORDER BY their order as well. */
export const forms: Record<string, string> = {
  'all columns of a table': 'SELECT * FROM customers',
  'a count': 'SELECT count() FROM invoices',
  'sums by a key': 'SELECT customer_id, sum(amount), max(due_on) FROM invoices GROUP BY customer_id',
  'sums by days': 'SELECT measure, day, sum(value) FROM kpi_daily GROUP BY measure, day',
  'distinct values of an aggregate':
    'SELECT uniqExact(customer_id), countDistinct(invoice_id) FROM settlements',
  'an aggregate of arrays':
    'SELECT customer_id, arraySort(groupArray(invoice_id)) FROM invoices GROUP BY customer_id',
  'a quantile': 'SELECT quantileExact(days_late), medianExact(days_to_pay) FROM settlements',
  HAVING: 'SELECT customer_id, count() AS n FROM invoices GROUP BY customer_id HAVING n > 3',
  'GROUP BY WITH ROLLUP':
    'SELECT country, sector, count() FROM customers GROUP BY country, sector WITH ROLLUP',
  'GROUPING SETS': 'SELECT country, size, count() FROM customers GROUP BY GROUPING SETS ((country), (size))',
  DISTINCT: 'SELECT DISTINCT currency, state FROM invoices',
  'ORDER BY and LIMIT':
    'SELECT invoice_id, amount FROM invoices ORDER BY amount DESC, invoice_id LIMIT 7 OFFSET 3',
  'LIMIT BY':
    'SELECT customer_id, invoice_id FROM invoices ORDER BY customer_id, invoice_id LIMIT 2 BY customer_id',
  'WITH FILL': `SELECT toStartOfMonth(issued_on) AS month, count() FROM invoices GROUP BY month ORDER BY month WITH FILL STEP INTERVAL 1 MONTH`,
  'an inner join': `SELECT i.invoice_id, c.name FROM invoices AS i INNER JOIN customers AS c ON c.entity_id = i.entity_id AND c.customer_id = i.customer_id`,
  'a left join': `SELECT i.invoice_id, s.settled_on FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.invoice_id`,
  'a right join': `SELECT s.settled_on, i.invoice_id FROM settlements AS s RIGHT JOIN invoices AS i ON s.invoice_id = i.invoice_id`,
  'a full join': `SELECT r.reminder_id, s.invoice_id FROM reminders AS r FULL JOIN settlements AS s ON s.customer_id = r.customer_id AND s.settled_on = r.sent_on`,
  'a full join of sums': `SELECT a.month, a.n, b.n FROM (SELECT toStartOfMonth(issued_on) AS month, count() AS n FROM invoices GROUP BY month) AS a
    FULL JOIN (SELECT toStartOfMonth(settled_on) AS month, count() AS n FROM settlements GROUP BY month) AS b ON a.month = b.month`,
  'a full join with USING':
    'SELECT customer_id, count() FROM reminders FULL JOIN letterings USING (customer_id) GROUP BY customer_id',
  'a cross join': 'SELECT count() FROM customers AS a CROSS JOIN customers AS b',
  'a join by comma': 'SELECT count() FROM invoices AS i, customers AS c WHERE i.customer_id = c.customer_id',
  'a semi join':
    'SELECT customer_id FROM customers AS c LEFT SEMI JOIN invoices AS i ON i.customer_id = c.customer_id',
  'an anti join':
    'SELECT invoice_id FROM invoices AS i LEFT ANTI JOIN settlements AS s ON s.invoice_id = i.invoice_id',
  'an any join': `SELECT i.invoice_id, c.country FROM invoices AS i ANY LEFT JOIN customers AS c ON c.customer_id = i.customer_id`,
  'an ASOF join': `SELECT i.invoice_id, r.sent_on FROM invoices AS i
    ASOF LEFT JOIN (SELECT DISTINCT customer_id, sent_on FROM reminders) AS r ON r.customer_id = i.customer_id AND r.sent_on >= i.due_on`,
  'a join of unequal days': `SELECT count() FROM invoices AS i INNER JOIN reminders AS r ON r.customer_id = i.customer_id AND r.sent_on > i.due_on`,
  'a table joined with itself': `SELECT a.invoice_id, b.invoice_id FROM invoices AS a INNER JOIN invoices AS b
    ON a.customer_id = b.customer_id AND a.currency = b.currency AND a.invoice_id < b.invoice_id`,
  'a join across customers': `SELECT count() FROM invoices AS a INNER JOIN invoices AS b ON a.issued_on = b.issued_on AND a.customer_id != b.customer_id`,
  'three tables': `SELECT c.country, sum(al.amount) FROM customers AS c
    INNER JOIN invoices AS i ON i.customer_id = c.customer_id LEFT JOIN allocations AS al ON al.invoice_id = i.invoice_id GROUP BY c.country`,
  'a join of views': `SELECT e.event_type, count(), sum(i.amount) FROM events_current AS e LEFT JOIN invoices AS i ON i.invoice_id = e.invoice_id GROUP BY e.event_type`,
  'a join with what stands on the first server':
    'SELECT e.name, count() FROM invoices AS i INNER JOIN entities AS e FINAL ON e.entity_id = i.entity_id GROUP BY e.name',
  'GLOBAL said by the person':
    'SELECT count() FROM invoices AS i GLOBAL LEFT JOIN settlements AS s ON s.invoice_id = i.invoice_id',
  'IN a subquery':
    'SELECT count() FROM invoices WHERE customer_id IN (SELECT customer_id FROM reminders WHERE step > 1)',
  'NOT IN a subquery':
    'SELECT count() FROM invoices WHERE invoice_id NOT IN (SELECT invoice_id FROM settlements)',
  'GLOBAL IN': 'SELECT count() FROM invoices WHERE customer_id GLOBAL IN (SELECT customer_id FROM reminders)',
  'IN of several columns':
    'SELECT count() FROM invoices WHERE (customer_id, issued_on) IN (SELECT customer_id, max(issued_on) FROM invoices GROUP BY customer_id)',
  'IN within IN': `SELECT count() FROM allocations WHERE invoice_id IN (SELECT invoice_id FROM invoices WHERE customer_id IN (SELECT customer_id FROM reminders))`,
  'a scalar subquery': 'SELECT invoice_id FROM invoices WHERE amount > (SELECT avg(amount) FROM invoices)',
  EXISTS: "SELECT count() FROM customers WHERE EXISTS (SELECT 1 FROM invoices WHERE state = 'open')",
  'a CTE used twice': `WITH late AS (SELECT customer_id, count() AS n FROM settlements WHERE days_late > 0 GROUP BY customer_id)
    SELECT a.customer_id, a.n FROM late AS a WHERE a.n >= (SELECT max(n) FROM late)`,
  'a recursive CTE': `WITH RECURSIVE days AS (SELECT min(issued_on) AS day FROM invoices UNION ALL SELECT day + 30 FROM days WHERE day < (SELECT max(issued_on) FROM invoices))
    SELECT day, (SELECT count() FROM invoices) FROM days ORDER BY day`,
  'UNION ALL': 'SELECT customer_id, 1 AS kind FROM invoices UNION ALL SELECT customer_id, 2 FROM settlements',
  'UNION DISTINCT': 'SELECT customer_id FROM invoices UNION DISTINCT SELECT customer_id FROM reminders',
  INTERSECT: 'SELECT customer_id FROM invoices INTERSECT SELECT customer_id FROM reminders',
  EXCEPT: 'SELECT invoice_id FROM invoices EXCEPT SELECT invoice_id FROM settlements',
  'a running sum': `SELECT customer_id, invoice_id, sum(amount) OVER (PARTITION BY customer_id ORDER BY issued_on, invoice_id) FROM invoices`,
  'a rank over all': `SELECT invoice_id, rank() OVER (ORDER BY amount DESC), row_number() OVER (ORDER BY amount, invoice_id) FROM invoices`,
  'the row before': `SELECT day, value, lagInFrame(value) OVER (ORDER BY day) FROM (SELECT day, sum(value) AS value FROM kpi_totals WHERE measure = 'open' GROUP BY day)`,
  'arrays as rows': `SELECT invoice_id, day, rest FROM invoices ARRAY JOIN step_days AS day, step_rest AS rest`,
  'arrays as rows, none kept': `SELECT i.invoice_id, count(due) FROM invoices AS i LEFT ARRAY JOIN i.due_days AS due GROUP BY i.invoice_id`,
  'parts of tuples': `SELECT event_id, arrayMap(a -> (a.1, a.2), allocations) FROM events WHERE event_type = 'payment.received'`,
  'the view of flows': `SELECT measure, sum(value) FROM invoice_flows WHERE day <= '2026-04-30' GROUP BY measure`,
  'flows against their sums': `SELECT f.measure, f.value = t.value FROM (SELECT toString(measure) AS measure, sum(value) AS value FROM invoice_flows GROUP BY measure) AS f
    INNER JOIN (SELECT toString(measure) AS measure, sum(value) AS value FROM kpi_totals GROUP BY measure) AS t ON t.measure = f.measure`,
  'the days of data': 'SELECT * FROM data_days',
  'the newest rows by FINAL': 'SELECT customer_id, reason FROM verdicts FINAL',
  'the newest rows by a setting': 'SELECT customer_id, reason FROM verdicts SETTINGS final = 1',
  'a table by its database':
    'SELECT relance.invoices.invoice_id FROM relance.invoices WHERE relance.invoices.open > 0',
  'rows with totals': 'SELECT country, count() FROM customers GROUP BY country WITH TOTALS ORDER BY country',
  'joins with NULL': `SELECT i.invoice_id, s.settled_on FROM invoices AS i LEFT JOIN settlements AS s ON s.invoice_id = i.invoice_id SETTINGS join_use_nulls = 1`,
  'another algorithm of joins': `SELECT count() FROM invoices AS i FULL JOIN settlements AS s ON s.invoice_id = i.invoice_id SETTINGS join_algorithm = 'full_sorting_merge'`,
  'KPIs as the dashboards show them': `SELECT kpi, as_of, dimension, cut, part, round(value, 6) FROM kpis WHERE as_of < '2026-06-01'`,
  'a sample by hash': 'SELECT count() FROM invoices WHERE cityHash64(customer_id) % 3 = 0',
  'columns told': 'DESCRIBE TABLE invoices',
}
