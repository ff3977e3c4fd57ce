-- One row = one customer among whose contacts an e-mail address stands. `quoted` is the address as JSON writes it.
SELECT entity_id, customer_id
FROM relance.events_current
WHERE event_type = 'customer.updated' AND positionCaseInsensitiveUTF8(toJSONString(attributes), {quoted: String}) > 0
GROUP BY entity_id, customer_id
LIMIT 2
