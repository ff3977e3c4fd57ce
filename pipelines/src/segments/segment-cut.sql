-- One row = one customer in one of the segments that he fits.
SELECT {computing: String} AS computing, arrayJoin(arrayFilter(fits -> fits != '', [{segments}])) AS segment, entity_id, customer_id
FROM customer_attributes
