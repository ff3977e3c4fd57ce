-- One row = one text by which a customer, or one of his contacts, is known.
SELECT DISTINCT trim(word) AS word
FROM
(
    SELECT arrayJoin(arrayConcat(
        [ifNull(toString(attributes.name), ''), ifNull(toString(attributes.email), ''), ifNull(toString(attributes.phone), ''),
            ifNull(toString(attributes.address), ''), ifNull(toString(attributes.iban), ''),
            ifNull(toString(attributes.counterparty_name), ''), ifNull(toString(attributes.counterparty_iban), ''),
            ifNull(toString(attributes.person), '')],
        arrayMap(x -> JSONExtractString(x, 'name'), people), arrayMap(x -> JSONExtractString(x, 'email'), people),
        arrayMap(x -> JSONExtractString(x, 'phone'), people))) AS word
    FROM
    (
        SELECT attributes, JSONExtractArrayRaw(toJSONString(attributes), 'contacts') AS people
        FROM relance.events
        WHERE entity_id = {entity: String} AND (customer_id = {customer: String} OR event_id IN (
            SELECT event_id FROM relance.events WHERE entity_id = {entity: String} AND customer_id = {customer: String}))
    )
)
WHERE lengthUTF8(word) >= 4
ORDER BY word
LIMIT 1000
