/** Where a program connects, and as whom. */
export interface Connection {
  host: string
  port: number
  secure: boolean
  database: string
  username: string
  /** shown once, when the login is made; a mark stands in its place later */
  password: string
}

/** A program that reads ClickHouse over HTTP, and what is typed there. */
export interface Snippet {
  id: 'metabase' | 'superset' | 'grafana' | 'dbeaver' | 'powerbi' | 'python' | 'curl'
  text: string
}

const fields = (pairs: [string, string | number][]) => {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

/**
 * What each program wants to know, in its own words. All of these speak ClickHouse's HTTP interface; programs of the
 * native protocol (ports 9000, 9440) need a ClickHouse server.
 */
export function snippetsOf({ host, port, secure, database, username, password }: Connection): Snippet[] {
  const url = `${secure ? 'https' : 'http'}://${host}:${port}`
  const encoded = encodeURIComponent(password)
  return [
    {
      id: 'metabase',
      text: fields([
        ['Database type', 'ClickHouse'],
        ['Host', host],
        ['Port', port],
        ['Database name', database],
        ['Username', username],
        ['Password', password],
        ['Use a secure connection', secure ? 'yes' : 'no'],
      ]),
    },
    {
      id: 'superset',
      text: `# pip install clickhouse-connect\nclickhousedb://${username}:${encoded}@${host}:${port}/${database}${secure ? '?secure=true' : ''}`,
    },
    {
      id: 'grafana',
      text: fields([
        ['Plugin', 'grafana-clickhouse-datasource'],
        ['Server address', host],
        ['Server port', port],
        ['Protocol', 'HTTP'],
        ['Secure connection', secure ? 'on' : 'off'],
        ['Username', username],
        ['Password', password],
        ['Default database', database],
      ]),
    },
    {
      id: 'dbeaver',
      text: fields([
        ['Driver', 'ClickHouse'],
        ['JDBC URL', `jdbc:clickhouse:${url}/${database}`],
        ['Username', username],
        ['Password', password],
      ]),
    },
    {
      id: 'powerbi',
      text: `${fields([
        ['Connector', 'ClickHouse (ODBC)'],
        ['Server', host],
        ['Port', port],
        ['Database', database],
        ['Username', username],
        ['Password', password],
      ])}\n\nDriver={ClickHouse ODBC Driver (Unicode)};Url=${url}/;Database=${database};`,
    },
    {
      id: 'python',
      text: `# pip install clickhouse-connect pandas\nimport clickhouse_connect\n\nclient = clickhouse_connect.get_client(\n    host="${host}", port=${port}, secure=${secure ? 'True' : 'False'},\n    username="${username}", password="${password}", database="${database}",\n)\ninvoices = client.query_df("SELECT * FROM invoices LIMIT 1000")`,
    },
    {
      id: 'curl',
      text: `curl '${url}/?default_format=CSVWithNames' \\\n  -H 'X-ClickHouse-User: ${username}' -H 'X-ClickHouse-Key: ${password}' \\\n  --data-binary 'SELECT count() FROM invoices'`,
    },
  ]
}
