-- One row = one verdict whose message was cancelled before it went out, with the reason in place of the message.
INSERT INTO relance.verdicts
SELECT entity_id, day, customer_id, campaign_id, greatest({revision: UInt64}, v.revision + 1) AS revision, given.1 AS reason, '{}' AS params, invoices,
    '' AS reminder_id, '' AS channel, '' AS kind, step_id, level, '' AS tone, segment_id, variant_id, currency, total_due,
    NULL AS not_before
FROM
(
    SELECT *,
        arrayElement({reasons: Array(String)}, indexOf(arrayZip({entities: Array(String)}, {days: Array(Date)}, {customers: Array(String)},
            {campaigns: Array(String)}), (toString(entity_id), day, customer_id, toString(campaign_id)))) AS found
    FROM relance.verdicts FINAL
    WHERE (entity_id, day, customer_id, campaign_id) IN (
        SELECT x.1, x.2, x.3, x.4 FROM (SELECT arrayJoin(arrayZip({entities: Array(String)}, {days: Array(Date)},
            {customers: Array(String)}, {campaigns: Array(String)})) AS x))
        AND reason = ''
) AS v
ARRAY JOIN [tuple(v.found)] AS given
