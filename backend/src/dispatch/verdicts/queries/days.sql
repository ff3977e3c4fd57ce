-- One row = one reason on one day with the number of customers; the empty reason counts messages.
SELECT toString(day) AS day, toString(reason) AS reason, toUInt32(count()) AS customers
FROM relance.verdicts FINAL
WHERE ({campaign: String} = '' OR campaign_id = {campaign: String})
    AND ({entity: String} = '' OR entity_id = {entity: String})
    AND ({customer: String} = '' OR customer_id = {customer: String})
    AND day >= today() - 60
GROUP BY day, reason
ORDER BY day DESC, customers DESC
LIMIT 500
