-- One row: version and clock (milliseconds since 1970, UTC) of ClickHouse, and how many migrations it has.
SELECT
  version() AS version,
  toUnixTimestamp64Milli(now64(3, 'UTC')) AS now,
  (SELECT uniqExact(number) FROM migrations) AS migrations
