/** A statement that tries to get out of a person's rights, and what becomes of it: a code, or `own` and the rows. */
interface Hostile {
  name: string
  sql: string
  expected: string
  /** where the data are on the shards of a cluster and another answer is right there */
  onShards?: string
  params?: Record<string, string>
}

const GATE = 'sql/refused-name'
const RIGHTS = 'sql/refused'
const deep = (text: string, times: number) => text.repeat(times)
const each = (expected: string, statements: Record<string, string>): Hostile[] =>
  Object.entries(statements).map(([name, sql]) => ({ name, sql, expected }))

/** Reading files and reaching other machines. */
const outside: Hostile[] = [
  ...each(GATE, {
    'file as a table': `SELECT * FROM file('/etc/passwd', 'LineAsString', 'a String')`,
    'file as a scalar function': `SELECT file('/etc/passwd')`,
    'file in capitals': `SELECT FILE('/etc/passwd')`,
    'file in double quotes': `SELECT "file"('/etc/passwd')`,
    'file in backticks': "SELECT `file`('/etc/passwd')",
    'file behind a comment': `SELECT file/* */('/etc/passwd')`,
    'file behind a line comment': `SELECT file -- )\n('/etc/passwd')`,
    'file passed by name': `SELECT p APPLY(file) FROM (SELECT '/etc/passwd' AS p)`,
    'file passed by name to every column': `SELECT * APPLY file FROM (SELECT '/etc/passwd' AS p)`,
    'file in a lambda': `SELECT arrayMap(p -> file(p), ['/etc/passwd'])`,
    'url as a table': `SELECT * FROM url('http://127.0.0.1:1/x', 'CSV', 'a String')`,
    s3: `SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV', 'a String')`,
    's3 over a cluster': `SELECT * FROM s3Cluster('x', 'http://127.0.0.1:1/x', 'CSV', 'a String')`,
    remote: `SELECT * FROM remote('127.0.0.1', 'relance', 'loads')`,
    remoteSecure: `SELECT * FROM remoteSecure('127.0.0.1', 'relance', 'loads')`,
    cluster: `SELECT * FROM cluster('default', 'relance', 'loads')`,
    clusterAllReplicas: `SELECT * FROM clusterAllReplicas('default', 'system', 'one')`,
    executable: `SELECT * FROM executable('x.sh', 'TSV', 'a String')`,
    mysql: `SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')`,
    postgresql: `SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')`,
    sqlite: `SELECT * FROM sqlite('/etc/passwd', 't')`,
    iceberg: `SELECT * FROM iceberg('http://127.0.0.1:1/x')`,
    deltaLake: `SELECT * FROM deltaLake('http://127.0.0.1:1/x')`,
    hdfs: `SELECT * FROM hdfs('hdfs://127.0.0.1:1/x', 'CSV', 'a String')`,
    'into outfile': `SELECT 1 INTO OUTFILE '/var/tmp/x'`,
    'into outfile with a comment between': `SELECT 1 INTO /**/ OUTFILE '/var/tmp/x'`,
    'a dictionary as a table': `SELECT * FROM dictionary('x')`,
    'a dictionary': `SELECT dictGet('x', 'y', 1)`,
    'a dictionary with default': `SELECT dictGetOrDefault('x', 'y', 1, 2)`,
    catboost: `SELECT catboostEvaluate('/etc/passwd', 1)`,
    input: `SELECT * FROM input('a String')`,
    'the name of the machine': 'SELECT hostName()',
    'the name of the machine by name': 'SELECT 1 AS a, * APPLY hostName FROM (SELECT 2)',
    'settings of the server': `SELECT getServerSetting('path')`,
    'macros of the server': `SELECT getMacro('x')`,
  }),
  { name: 'a name with an escape', sql: `SELECT "\\x66ile"('/etc/passwd')`, expected: 'sql/unreadable' },
  {
    name: 'a name as a parameter',
    sql: `SELECT * FROM {t:Identifier}`,
    params: { t: 'loads' },
    expected: GATE,
  },
]

/** Tables of the engine and its rights. */
const engine: Hostile[] = [
  ...each(GATE, {
    'what others run': 'SELECT query FROM system.processes',
    'what others ran': 'SELECT * FROM system.query_log',
    'parts of tables': 'SELECT * FROM system.parts',
    'parts with columns': 'SELECT * FROM system . parts_columns',
    users: 'SELECT * FROM system.users',
    'row filters': 'SELECT * FROM system.row_policies',
    'errors of others': 'SELECT last_error_message FROM system.errors',
    'a quoted system table': 'SELECT * FROM "system"."processes"',
    'a system table in backticks': 'SELECT * FROM `system`.`query_log`',
    'a commented system table': 'SELECT * FROM system/**/./**/processes',
    'the settings of the server as a table': 'SELECT * FROM system.server_settings',
    'views of information_schema': 'SELECT * FROM information_schema.views',
    'merge over every table': `SELECT * FROM merge('relance', '.*')`,
    loop: 'SELECT * FROM loop(relance.loads) LIMIT 1',
    mergeTreeIndex: 'SELECT * FROM mergeTreeIndex(relance, events)',
    'mergeTreeIndex in quotes': 'SELECT * FROM "mergeTreeIndex"(relance, events)',
    mergeTreeProjection: 'SELECT * FROM mergeTreeProjection(relance, events, p)',
    eval: `SELECT * FROM eval('SELECT 1')`,
    'an explanation as a table': `SELECT * FROM viewExplain('EXPLAIN ESTIMATE', '', (SELECT 1))`,
    fuzzing: `SELECT * FROM fuzzQuery('select 1')`,
  }),
  ...each('sql/refused-column', {
    'rows of every entity in the list of tables': 'SELECT name, total_rows FROM system.tables',
    'every column of the list of tables': 'SELECT * FROM system.tables',
    'columns of the list by pattern': `SELECT COLUMNS('total') FROM system.tables`,
    'sizes of columns': 'SELECT name, data_compressed_bytes FROM system.columns',
    'the same through a subquery': 'SELECT * FROM (SELECT * FROM system.tables)',
    'the same in another notation': 'SELECT table_rows FROM information_schema.tables',
    'the list behind distinct on': 'SELECT DISTINCT ON (name) * FROM system.tables',
  }),
  ...each('sql/read-only', {
    'an insertion': `INSERT INTO events (event_id) VALUES ('x')`,
    'a deletion': 'DELETE FROM events WHERE 1',
    'an update': `ALTER TABLE events UPDATE amount = 0 WHERE 1`,
    'a new table': 'CREATE TABLE x (a Int8) ENGINE = Memory',
    'a temporary table': 'CREATE TEMPORARY TABLE x (a Int8)',
    'a dropped table': 'DROP TABLE events',
    'an emptied table': 'TRUNCATE TABLE events',
    'a grant': 'GRANT ALL ON *.* TO CURRENT_USER',
    'a new user': 'CREATE USER x',
    'another role': 'SET ROLE ALL',
    'a setting of the session': 'SET max_memory_usage = 0',
    'another database': 'USE system',
    'the end of the server': 'SYSTEM SHUTDOWN',
    'the end of statements of others': 'KILL QUERY WHERE 1',
    'a backup': `BACKUP TABLE events TO File('x')`,
    'an attached table': 'ATTACH TABLE x',
    'a kill in capitals behind a comment': '/* SELECT */ KILL QUERY WHERE 1 SYNC',
    'grants shown': 'SHOW GRANTS',
    'processes shown': 'SHOW PROCESSLIST',
    'a user shown': 'SHOW CREATE USER app',
    'an estimate of rows': 'EXPLAIN ESTIMATE SELECT * FROM events',
    'an estimate in a subquery': 'SELECT * FROM (EXPLAIN ESTIMATE SELECT * FROM events)',
    'a copy': 'EXCHANGE TABLES events AND invoices',
    'a transaction': 'BEGIN TRANSACTION',
    'a check': 'CHECK TABLE events',
    'an optimisation': 'OPTIMIZE TABLE events FINAL',
  }),
  ...each(RIGHTS, {
    'contacts in events': 'SELECT attributes FROM events',
    'contacts in current events': 'SELECT attributes.email FROM events_current',
    'an insertion behind WITH': 'WITH 1 AS x INSERT INTO events (event_id) SELECT toString(x)',
  }).map((one) => ({ ...one, expected: one.name.includes('WITH') ? `${RIGHTS}|sql/syntax` : one.expected })),
  // People's database has views of what they may read on shards, and no other table.
  ...each(RIGHTS, {
    'loads of every entity': 'SELECT * FROM loads',
    'rejected rows': 'SELECT raw FROM rejected_rows',
    'decisions on bank entries': 'SELECT * FROM bank_decisions',
    'half-made tables': 'SELECT * FROM invoices_stage',
    'waiting events': 'SELECT * FROM waiting_events',
    'the books of migrations': 'SELECT * FROM migrations',
  }).map((one) => ({ ...one, onShards: 'sql/syntax' })),
  ...each('sql/one-statement', {
    'stacked statements': 'SELECT 1; DROP TABLE events',
    'stacked behind a comment': 'SELECT 1 -- x\n; SELECT 2',
    'stacked behind a text': `SELECT ';'; SELECT 2`,
  }),
  ...each('sql/unreadable', {
    'a comment without end': 'SELECT 1 /* x',
    'a text without end': `SELECT 'x`,
    'a name without end': 'SELECT `x',
  }),
  ...each('sql/refused-setting', {
    'more memory': 'SELECT 1 SETTINGS max_memory_usage_for_user = 0',
    'the old analyzer': 'SELECT 1 SETTINGS enable_analyzer = 0',
    'an experimental function': `SELECT 1 SETTINGS allow_experimental_eval_table_function = 1`,
    'the second of two settings': 'SELECT 1 SETTINGS max_threads = 1, readonly = 0',
    'a filter of tables': `SELECT 1 SETTINGS additional_table_filters = {'events': '1'}`,
    'indexes explained': 'EXPLAIN PLAN indexes = 1 SELECT * FROM events',
    'a setting in a subquery': 'SELECT * FROM (SELECT 1 SETTINGS log_queries = 1)',
  }),
  ...each(RIGHTS, {
    'more time than there is': 'SELECT 1 SETTINGS max_execution_time = 3600',
    'more memory for a statement': 'SELECT 1 SETTINGS max_memory_usage = 100000000000',
    'no limit of memory': 'SELECT 1 SETTINGS max_memory_usage = 0',
  }),
]

/** Rows of another entity, by whatever way round the filter. Own rows come back, as if the others were not there. */
const evasion: Hostile[] = Object.entries({
  'a plain look': ['SELECT DISTINCT entity_id FROM invoices', '[["MINE"]]'],
  'the other by name': [`SELECT count() FROM invoices WHERE entity_id = 'OTHER'`, '[["0"]]'],
  'a filter that is always true': [`SELECT count() FROM invoices WHERE 1 OR entity_id = 'OTHER'`, '[["1"]]'],
  'a count without columns': ['SELECT count() FROM events', '[["1"]]'],
  'smallest and largest': ['SELECT min(entity_id), max(entity_id) FROM events', '[["MINE","MINE"]]'],
  'a join with itself': ['SELECT count() FROM invoices a CROSS JOIN invoices b', '[["1"]]'],
  'a join with every entity': [
    `SELECT count() FROM (SELECT arrayJoin(['MINE','OTHER']) AS e) l INNER JOIN invoices r ON r.entity_id = l.e`,
    '[["1"]]',
  ],
  'a left join': [
    `SELECT r.customer_id FROM (SELECT 'OTHER' AS e) l LEFT JOIN invoices r ON r.entity_id = l.e`,
    '[[""]]',
  ],
  'a full join': [
    'SELECT count() FROM invoices a FULL JOIN customers b ON a.entity_id != b.entity_id AND a.customer_id = b.customer_id',
    '[["2"]]',
  ],
  'a subquery': ['SELECT (SELECT groupUniqArray(entity_id) FROM kpi_totals)', '[[["MINE"]]]'],
  'an IN subquery': [`SELECT 'OTHER' IN (SELECT entity_id FROM customers)`, '[[0]]'],
  'a view': ['SELECT DISTINCT entity_id FROM events_current', '[["MINE"]]'],
  'a view of flows': ["SELECT count() FROM invoice_flows WHERE entity_id != 'MINE'", '[["0"]]'],
  'the days of data': ['SELECT DISTINCT entity_id FROM data_days', '[["MINE"]]'],
  'a view as a table function': ['SELECT count() FROM view(SELECT * FROM invoices)', '[["1"]]'],
  'a union': ['SELECT entity_id FROM invoices UNION DISTINCT SELECT entity_id FROM customers', '[["MINE"]]'],
  'a recursive query': [
    'WITH RECURSIVE t AS (SELECT entity_id FROM invoices UNION ALL SELECT entity_id FROM t WHERE 0) SELECT count() FROM t',
    '[["1"]]',
  ],
  PREWHERE: [`SELECT count() FROM invoices PREWHERE entity_id = 'OTHER'`, '[["0"]]'],
  FINAL: [`SELECT count() FROM verdicts FINAL WHERE entity_id = 'OTHER'`, '[["0"]]'],
  'FINAL by a setting': ['SELECT count() FROM verdicts SETTINGS final = 1', '[["1"]]'],
  'SAMPLE by LIMIT BY': ['SELECT entity_id FROM customers LIMIT 1 BY entity_id', '[["MINE"]]'],
  'rows with totals': ['SELECT count() FROM customers GROUP BY entity_id WITH TOTALS', '[["1"]]'],
  'a window': ['SELECT count() OVER () FROM customers', '[["1"]]'],
  'an error in WHERE': [`SELECT count() FROM invoices WHERE throwIf(entity_id = 'OTHER') = 0`, '[["1"]]'],
  'an error in PREWHERE': [
    `SELECT count() FROM invoices PREWHERE throwIf(entity_id = 'OTHER') = 0`,
    '[["1"]]',
  ],
  'a division in WHERE': [
    `SELECT count() FROM invoices WHERE intDiv(1, if(entity_id = 'OTHER', 0, 1)) = 1`,
    '[["1"]]',
  ],
  'a division in a view': [
    `SELECT count() FROM events_current WHERE intDiv(1, if(entity_id = 'OTHER', 0, 1)) = 1`,
    '[["1"]]',
  ],
  'a division in the days of data': [
    `SELECT count() FROM data_days WHERE intDiv(1, if(entity_id = 'OTHER', 0, 1)) = 1`,
    '[["1"]]',
  ],
  'an error in the days of data': [
    `SELECT count() FROM data_days WHERE throwIf(entity_id = 'OTHER') = 0`,
    '[["1"]]',
  ],
  'a conversion of texts': [
    `SELECT count() FROM invoices WHERE toInt32(if(entity_id = 'OTHER', customer_id, '1')) = 1`,
    '[["1"]]',
  ],
  'an error in a join': [
    `SELECT count() FROM invoices a INNER JOIN invoices b ON a.customer_id = b.customer_id AND throwIf(b.entity_id = 'OTHER') = 0`,
    '[["1"]]',
  ],
  'an error in an aggregate': [`SELECT sum(throwIf(entity_id = 'OTHER')) FROM kpi_daily`, '[["0"]]'],
  'a costly function for rows of the other, which would take its time': [
    `SELECT count() FROM invoices WHERE if(entity_id = 'OTHER', length(arrayMap(x -> SHA256(toString(x)), range(10000000))), 1) = 1`,
    '[["1"]]',
  ],
  'the view of KPIs': ['SELECT DISTINCT entity_id FROM kpis', '[["MINE"]]'],
  'the table behind the view of KPIs': ['SELECT DISTINCT entity_id FROM kpi_figures', '[["MINE"]]'],
  'the view of KPIs in one currency': ['SELECT DISTINCT entity_id FROM kpis_presented', '[["MINE"]]'],
  'the table behind the view of KPIs in one currency': [
    'SELECT DISTINCT entity_id FROM kpi_presented_figures',
    '[["MINE"]]',
  ],
  'virtual columns': ['SELECT count(), uniqExact(_part_offset) FROM customers', '[["1","1"]]'],
  'the other behind HAVING': [
    `SELECT entity_id FROM invoices GROUP BY entity_id HAVING entity_id != 'MINE'`,
    '[]',
  ],
  'words in a text': [
    `SELECT 'file(x); DROP TABLE y -- system.processes'`,
    `[["file(x); DROP TABLE y -- system.processes"]]`,
  ],
  'words in a comment': ['SELECT 1 /* file(); system.processes */', '[[1]]'],
}).map(([name, [sql = '', rows = '']]) => ({
  ...{ name, sql, expected: `own ${rows}` },
  // Views have neither.
  ...(sql.includes('PREWHERE') ? { onShards: 'sql/prewhere' } : {}),
  ...(sql.includes('_part_offset') ? { onShards: 'sql/syntax' } : {}),
}))

/** More than there is of memory, time, columns, depth. */
const greedy: Hostile[] = [
  ...each('sql/memory', {
    '10 GB of memory': `SELECT length(groupArray(toString(number) || repeat('x', 1000))) FROM numbers(10000000)`,
    'arrays of arrays': 'SELECT arrayMap(x -> range(1000000), range(1000))',
    'a large hash table': 'SELECT uniqExact(number) FROM numbers(200000000)',
  }),
  ...each('sql/(memory|limit|syntax|failed|bad-data|timeout)', {
    'a deep nest of brackets': `SELECT ${deep('(', 5000)}1${deep(')', 5000)}`,
    'a deep nest of subqueries': `SELECT number FROM ${deep('(SELECT number FROM ', 500)}numbers(1)${deep(')', 500)}`,
    'a long chain of NOT': `SELECT ${deep('NOT ', 20_000)}1`,
    'a text of a gigabyte': `SELECT repeat('x', 1000000000)`,
    'a million rounds of recursion':
      'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT sum(n) FROM t',
    'an endless loop of rounds without rows kept': `WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT count() FROM t`,
    'an endless loop that counts': `SELECT count() FROM numbers(1900000000) WHERE SHA256(toString(number)) = 'x' SETTINGS max_execution_time = 2`,
    'a loop over itself': 'SELECT arrayFold(acc, x -> acc + x, range(100000000), toUInt64(0))',
    'a long range': 'SELECT length(range(2000000000))',
    'deep JSON': `SELECT '${deep('{"a":', 5000)}1${deep('}', 5000)}'::JSON`,
  }),
  {
    name: 'a million columns',
    sql: `SELECT ${deep('*, ', 20_000)} 1 FROM invoices`,
    expected: 'sql/too-wide',
  },
  {
    name: 'more columns than are shown',
    sql: `SELECT ${Array.from({ length: 1001 }, (_, n) => `${n} AS c${n}`).join(', ')}`,
    expected: 'sql/too-wide',
  },
  { name: 'a statement of a megabyte', sql: `SELECT '${deep('x', 999_000)}'`, expected: 'sql/too-long' },
  { name: 'sleep', sql: 'SELECT sleepEachRow(1) FROM numbers(1000)', expected: GATE },
  { name: 'a format of its own', sql: 'SELECT 1 FORMAT CSV', expected: 'sql/no-format' },
]

export const hostile: Hostile[] = [...outside, ...engine, ...evasion, ...greedy]
