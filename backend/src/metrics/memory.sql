-- One row: memory that the engine has in use, in bytes.
SELECT value AS bytes FROM system.metrics WHERE metric = 'MemoryTracking'
