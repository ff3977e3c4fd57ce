-- Most invoices of a company of some years were paid at once and in full, and nothing is asked of them but when. So
-- they lie apart in the table, by `plain` before the customer: who asks what is open, or what took several steps,
-- reads nothing of them. The order of a table cannot be changed, so its rows are copied into one of the new order.
--
-- where rows are

DROP TABLE IF EXISTS relance.invoices_reordered
;;
CREATE TABLE relance.invoices_reordered AS relance.invoices
ENGINE = MergeTree
PARTITION BY bucket
ORDER BY (plain, entity_id, customer_id, invoice_id)
SETTINGS min_bytes_for_wide_part = 134217728
COMMENT 'One row = one invoice with its state and, in arrays, every dated step to it. Sorted by plain first: what is open has plain < 2'
;;
INSERT INTO relance.invoices_reordered SELECT * FROM relance.invoices
;;
EXCHANGE TABLES relance.invoices_reordered AND relance.invoices
;;
DROP TABLE relance.invoices_reordered
;;
-- emptied before each use
DROP TABLE IF EXISTS relance.invoices_stage
;;
CREATE TABLE relance.invoices_stage AS relance.invoices
