-- One row = how many customers of one kind, language and country fall into one segment.
SELECT {segment} AS segment, kind, language, country, toUInt32(count()) AS customers
FROM customer_attributes
WHERE {rule}
GROUP BY segment, kind, language, country
ORDER BY customers DESC, segment, kind, language, country
