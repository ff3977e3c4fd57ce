-- One row = one reason on one day with the number of customers; the empty reason counts messages.
SELECT toString(v.day) AS day, toString(v.reason) AS reason, toUInt32(count()) AS customers
FROM relance.verdicts AS v FINAL
WHERE ({campaign: String} = '' OR v.campaign_id = {campaign: String})
    AND (empty({entities: Array(String)}) OR has({entities: Array(String)}, v.entity_id))
    AND ({customer: String} = '' OR v.customer_id = {customer: String})
    AND v.day >= today() - 60
GROUP BY day, reason
ORDER BY day DESC, customers DESC
LIMIT 500
