-- One row = one period and cut value: customers reminded and customers who complained about reminders.
SELECT toString(period.1) AS period_from, toString(period.2) AS period_to, toString({cut}) AS cut,
    uniqExactIf((entity_id, customer), measure = 'reminders_delivered' AND value > 0) AS reminded,
    uniqExactIf((entity_id, customer), measure = 'complaints') AS complaining
FROM {source}
ARRAY JOIN arrayZip({froms: Array(Date)}, {tos: Array(Date)}) AS period
WHERE {days_of:day}
  AND day BETWEEN period.1 AND period.2
  AND measure IN ('reminders_delivered', 'complaints')
  AND (empty({entities: Array(String)}) OR entity_id IN {entities: Array(String)})
  AND (internal = 0 OR {internal: UInt8} = 1)
GROUP BY period, cut
