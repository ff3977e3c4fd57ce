import type { Warehouse } from '@relance/pipelines'

const CUSTOMERS_PER_INVOICE = 1 / 50
const BATCH = '00000000-0000-0000-0000-000000000001'

const columns = `event_id, event_type, occurred_at, occurred_on, recorded_at, version, entity_id, customer_id, invoice_id,
  payment_id, reminder_id, channel, tone, step, amount, currency, due_on, issued_on, allocations, source, batch_id, line,
  content_hash, attributes`

/** An invoice by its number: issued within two years, 86 in 100 paid around the due date. */
const base = `
  SELECT number AS n, concat('I', toString(number)) AS invoice,
    concat('C', toString(cityHash64(number, 7) % {customers: UInt64})) AS customer,
    toDate('2023-07-01') + cityHash64(number, 1) % 730 AS issued,
    issued + [30, 45, 60][1 + cityHash64(customer) % 3] AS due,
    toDecimal64(10 + (cityHash64(number, 2) % 500000) / 100, 2) AS total,
    due + toInt32(cityHash64(number, 3) % 50) - 25 AS paid,
    cityHash64(number, 4) % 100 < 86 AND paid <= '2025-06-30' AS settled
  FROM numbers({invoices: UInt64})`

const REMINDED = "(NOT settled OR paid > due + 5) AND due + 5 <= '2025-06-30' AND n % 2 = 0"

const event = (type: string, day: string, more: Partial<Record<string, string>>) => `
  INSERT INTO relance.events (${columns})
  SELECT concat('${type}-', invoice), '${type}', toDateTime64(${day}, 3, 'UTC'), ${day}, toDateTime64('2025-07-01', 3, 'UTC'), 1,
    'MAIN', customer, ${more['invoice'] ?? 'invoice'}, ${more['payment'] ?? "''"}, ${more['reminder'] ?? "''"},
    ${more['channel'] ?? "''"}, ${more['tone'] ?? "''"}, 1, ${more['amount'] ?? 'total'}, 'EUR', ${more['due'] ?? 'toDate(0)'},
    ${day}, ${more['allocations'] ?? '[]'}, 'bench', '${BATCH}', n, n, ${more['attributes'] ?? "'{}'"}
  FROM (${base}) WHERE ${more['where'] ?? '1'}`

/** Five events an invoice, and customers, made by the engine itself; and a load that owns them. */
export async function fillWarehouse(warehouse: Warehouse, invoices: number): Promise<void> {
  const params = { invoices, customers: Math.max(1, Math.round(invoices * CUSTOMERS_PER_INVOICE)) }
  const statements = [
    event('invoice.issued', 'issued', { due: 'due' }),
    event('payment.received', 'greatest(issued, paid)', {
      payment: "concat('P', toString(n))",
      allocations: '[(invoice, total, toDate(0))]',
      where: 'settled',
    }),
    event('reminder.sent', 'due + 5', {
      reminder: "concat('R', toString(n))",
      channel: "['email', 'sms', 'letter'][1 + n % 3]",
      tone: "['friendly', 'firm'][1 + n % 2]",
      amount: '0.07',
      where: REMINDED,
    }),
    event('reminder.delivered', 'due + 5', {
      reminder: "concat('R', toString(n))",
      amount: '0',
      where: REMINDED,
    }),
    ...['200', '202', '204'].map((status) =>
      event('invoice.status', 'issued', { amount: '0', attributes: `'{"status":"${status}"}'` }).replace(
        "'invoice.status-'",
        `'${status}-'`,
      ),
    ),
    event('invoice.disputed', 'issued + 10', { where: 'n % 40 = 0' }),
    event('complaint.received', 'due + 6', {
      where: "n % 3000 = 0 AND due + 6 <= '2025-06-30'",
      amount: '0',
      invoice: "''",
    }),
    event('customer.updated', "toDate('2023-07-01')", {
      invoice: "''",
      amount: '0',
      attributes: `concat('{"name":"Customer ', toString(n), '","country":"', ['FR', 'DE', 'BE', 'ES', 'IT'][1 + n % 5], '","kind":"',
        ['business', 'consumer', 'public'][1 + n % 3], '","size":"', ['small', 'large'][1 + n % 2], '"}')`,
      where: 'n < {customers: UInt64}',
    }).replace(/customer, ''/, "concat('C', toString(n)), ''"),
  ]
  for (const sql of statements) await warehouse.command({ name: 'bench-events', sql, params })
  await warehouse.insert({
    name: 'bench-load',
    table: 'relance.loads',
    columns: [
      'batch_id',
      'revision',
      'state',
      'source',
      'entity_id',
      'started_at',
      'last_day',
      'history_from',
      'derived',
    ],
    format: 'JSONEachRow',
    body: [
      {
        batch_id: BATCH,
        revision: 1,
        state: 'accepted',
        source: 'bench',
        entity_id: 'MAIN',
        started_at: '2025-07-01 00:00:00.000',
        last_day: '2025-06-30',
        history_from: '2000-01-01',
        derived: 1,
      },
    ],
  })
}
