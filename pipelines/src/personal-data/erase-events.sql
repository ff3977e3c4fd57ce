-- Every version of every event of one customer, a bank entry before it was known whose it was included, loses all
-- attributes but those that are kept. The fingerprint of an address by which his payer is known is kept where another
-- customer has it too; without it he is a payer of his own, as he was. Keys, days, amounts and the hash by which a
-- repetition is known stay.
ALTER TABLE relance.{table} UPDATE attributes = CAST(concat('{',
    arrayStringConcat(arrayMap(kept -> concat(toJSONString(kept.1), ':', kept.2), arrayFilter(
        field -> if(field.1 = 'cluster' AND startsWith(field.2, '"ap:'),
                has({shared: Array(String)}, field.2), has({kept: Array(String)}, field.1))
            OR (has({codes: Array(String)}, field.1) AND match(field.2, '^"([a-z][a-z_]{0,23}|[A-Z0-9]{2,6})"$')),
        JSONExtractKeysAndValuesRaw(toJSONString(attributes)))), ','), '}'), 'JSON')
WHERE entity_id = {entity: String} AND (customer_id = {customer: String} OR event_id IN (
    SELECT event_id FROM relance.{all} WHERE entity_id = {entity: String} AND customer_id = {customer: String}))
