import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { EmailChannel } from '../../backend/src/dispatch/channels/email/email-channel'
import { emailSecrets, emailSettings } from '../../backend/src/dispatch/channels/email/email-settings'
import { Outbox } from '../../backend/src/dispatch/outbox/outbox'
import { Sender } from '../../backend/src/dispatch/outbox/sender'
import { MORNING, aText } from '../../backend/src/dispatch/outbox/testing-messages'
import { openMetadata } from '../../backend/src/metadata'

/**
 * Test aid: a backend that sends what is due and may be killed at any moment. Arguments: data directory, port of the
 * mail server, connections, address of a PostgreSQL server or nothing for the embedded one.
 */
const LEASE_SECONDS = 3
const [dataDir = '', port = '', connections = '3', databaseUrl = ''] = process.argv.slice(2)
const metadata = await openMetadata({
  dataDir,
  log: () => undefined,
  ...(databaseUrl === '' ? {} : { databaseUrl }),
})
const channel = new EmailChannel(
  emailSettings.parse({
    host: '127.0.0.1',
    port: Number(port),
    security: 'none',
    from_address: 'compta@exemple.fr',
    per_second: 0,
    connections: Number(connections),
  }),
  emailSecrets.parse({}),
)
const outbox = new Outbox(metadata.db)
const sender = new Sender(
  outbox,
  channel,
  (messages) => Promise.resolve(messages.map((message) => ({ message, send: aText(message) }))),
  { worker: randomUUID(), now: () => MORNING, random: () => 0.5, leaseSeconds: LEASE_SECONDS, batch: 40 },
)
// The only backend of an embedded store may take back at once what the one before it had.
await outbox.recover({ all: metadata.embedded, repeat: ['email'] })
process.stdout.write('ready\n')
for (;;) {
  await sender.drain(new AbortController().signal)
  await outbox.recover({ all: false, repeat: ['email'] })
  const left = await metadata.db.execute(sql`select 1 from outbox where state <> 'sent' limit 1`)
  if (left.rows.length === 0) break
  await sleep(100)
}
process.stdout.write('done\n')
await channel.close()
await metadata.close()
