-- One row = the last day on which an invoice is known to have been paid; empty without any.
SELECT toString(nullIf(max(settled_on), toDate(0))) AS day FROM relance.settlements WHERE settled_on <= {asOf: Date}
