-- How the open amount of one invoice came about
SELECT day, measure, value
FROM invoice_flows
WHERE invoice_id = {invoice: String} AND measure IN ('open', 'overdue', 'collected_on_invoices')
ORDER BY day, measure
