-- One row = one creditor with the moment up to which its payments are known, and the file that says so: the newest load of a source that brings
-- payments, or the end of the day that the load says it is complete through.
SELECT toString(entity_id) AS entity_id, toUnixTimestamp64Milli(max(known)) AS known_until,
    argMax(file_name, known) AS file_name
FROM
(
    SELECT entity_id, source, file_name, least(assumeNotNull(finished_at),
            if(isNull(complete_through), assumeNotNull(finished_at), toDateTime64(assumeNotNull(complete_through) + 1, 3, 'UTC'))) AS known
    FROM relance.loads FINAL
    WHERE state = 'accepted' AND isNotNull(finished_at) AND loaded_by != 'dispatch'
        AND (entity_id, source) IN (
            SELECT entity_id, source FROM relance.loads FINAL
            WHERE state = 'accepted' AND loaded_by != 'dispatch'
                AND (isNotNull(complete_through) OR arrayExists(t -> startsWith(t, 'payment.') OR t = 'account.lettered', mapKeys(event_counts))))
)
GROUP BY entity_id
