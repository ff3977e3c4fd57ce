-- One row = one customer with the chance in % that an invoice like his usual ones, issued on a day, is paid late.
-- Empty without a model, for customers without invoices, and for natural persons until it is allowed.
SELECT
    f.entity_id AS entity_id, f.customer_id AS customer_id, f.features AS features,
    if(empty({riskCoefficients: Array(Float64)}), NULL,
        round(100 / (1 + exp(-arraySum((w, x) -> w * x, {riskCoefficients: Array(Float64)}, arrayPushFront(f.features, 1)))), 1)) AS risk
FROM
(
    {risk_features}
) AS f
INNER JOIN relance.customers AS c ON c.entity_id = f.entity_id AND c.customer_id = f.customer_id
WHERE c.kind NOT IN ('', 'consumer', 'sole_trader') OR {naturalPersons: UInt8} = 1
