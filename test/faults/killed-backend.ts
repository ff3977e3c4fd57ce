import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { readConfig } from '../../backend/src/config/config'
import { openStores } from '../../backend/src/app/stores'
import { EmailChannel } from '../../backend/src/dispatch/channels/email/email-channel'
import { emailSecrets, emailSettings } from '../../backend/src/dispatch/channels/email/email-settings'
import { loadByInbox } from '../../backend/src/dispatch/events/load-by-inbox'
import { Teller } from '../../backend/src/dispatch/events/teller'
import { Outbox } from '../../backend/src/dispatch/outbox/outbox'
import { preparation } from '../../backend/src/dispatch/outbox/preparation'
import { Sender } from '../../backend/src/dispatch/outbox/sender'
import { CAMPAIGN, MORNING, aText } from '../../backend/src/dispatch/outbox/testing-messages'
import { DayPlanner } from '../../backend/src/dispatch/plan/day-planner'
import { LADDER, aCampaign, aWorld } from '../../backend/src/dispatch/planner/testing'
import { VerdictLedger } from '../../backend/src/dispatch/verdicts/ledger'
import { InboxService } from '../../backend/src/inbox/inbox.service'
import { JobBoard } from '../../backend/src/jobs/job-board'

/**
 * Test aid: a backend that plans the day, sends what is due, tells the warehouse, and may be killed at any moment. Its
 * stores are those of the given environment, as of every backend: embedded in the data directory, or servers. Arguments:
 * data directory, port of the mail server, connections, environment as JSON.
 */
const LEASE_SECONDS = 3
const [dataDir = '', port = '', connections = '3', environment = '{}'] = process.argv.slice(2)
const config = readConfig({ data: dataDir }, JSON.parse(environment) as Record<string, string>)
const { metadata, warehouse, close } = await openStores(config, () => undefined)
const { db } = metadata
const settings = {
  host: '127.0.0.1',
  port: Number(port),
  security: 'none',
  from_address: 'compta@exemple.fr',
  per_second: 0,
  connections: Number(connections),
}
const channel = new EmailChannel(emailSettings.parse(settings), emailSecrets.parse({}))
const worker = randomUUID()
const now = () => MORNING
const campaign = { ...aCampaign({ steps: LADDER.slice(0, 1) }), id: CAMPAIGN }
const source = { running: () => Promise.resolve([campaign]), world: () => Promise.resolve(aWorld()) }
const composer = { compose: (message: Parameters<typeof aText>[0]) => Promise.resolve(aText(message)) }
const outbox = new Outbox(db)
const ledger = new VerdictLedger(db, warehouse)
const planner = new DayPlanner(db, warehouse, outbox, ledger, source, worker, LEASE_SECONDS)
const inbox = new InboxService(config, warehouse, new JobBoard())
const teller = new Teller(db, loadByInbox(inbox), (cancelled) => ledger.correct(cancelled, now()))
const sender = new Sender(outbox, channel, preparation(db, warehouse, source, composer), {
  worker,
  now,
  random: () => 0.5,
  leaseSeconds: LEASE_SECONDS,
  batch: 40,
})
const ending = new AbortController()
inbox.onApplicationBootstrap()
// The only backend of an embedded store may take back at once what the one before it had.
await outbox.recover({ all: metadata.embedded, repeat: ['email'] })
process.stdout.write('ready\n')
await Promise.all([again(plan), again(() => sender.drain(ending.signal)), again(() => teller.tell())])
process.stdout.write('done\n')
await inbox.idle()
await inbox.onApplicationShutdown()
await channel.close()
await close()

/** Work in its rhythm until every customer was planned and every message is told. */
async function again(work: () => Promise<unknown>): Promise<void> {
  while (!ending.signal.aborted) {
    await work()
    await sleep(100)
  }
}

async function plan(): Promise<void> {
  await planner.run(now())
  await outbox.recover({ all: false, repeat: ['email'] })
  const { rows } = await db.execute(sql`select
    (select count(*)::int from planner_runs) as planned,
    (select count(*)::int from outbox where state <> 'sent' or not told_warehouse) as left,
    (select count(*)::int from verdict_batches) as batches`)
  const [row] = rows
  if (Number(row?.['planned']) === 16 && Number(row?.['left']) === 0 && Number(row?.['batches']) === 0)
    ending.abort()
}
