-- Overdue invoices, the oldest first
SELECT customer_id, invoice_id, due_on, open, currency, today() - due_on AS days_late
FROM invoices
WHERE open > 0 AND due_on < today()
ORDER BY due_on
LIMIT 1000
