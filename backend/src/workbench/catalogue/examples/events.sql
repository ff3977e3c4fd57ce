-- What the log holds, corrections and undone loads included
SELECT event_type, source, count() AS rows, max(recorded_at) AS last
FROM events
GROUP BY event_type, source
ORDER BY rows DESC
