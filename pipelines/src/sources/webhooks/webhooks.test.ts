import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { ingestStream, undoLoad } from '../../ingest'
import { currentEvents } from '../../ingest/testing'
import type { LineResult } from '../../ingest/line-results'
import { charge, invoice, notify } from '../stripe/testing'

const shared = path.resolve(import.meta.dirname, '../../../../../shared/data')
const missing = fs.existsSync(shared) ? null : '../shared/data is not there'
if (missing) console.log(`recorded payloads through the warehouse: skipped, ${missing}`)

const test = useWarehouse()
beforeEach(() => test.reset())

const load = (payloads: unknown, source = 'auto') => {
  const text = typeof payloads === 'string' ? payloads : JSON.stringify(payloads)
  return ingestStream(test.warehouse, Readable.from([Buffer.from(text)]), {
    fileName: 'payloads.json',
    source,
  })
}
const lines = (payloads: unknown[]) => payloads.map((payload) => JSON.stringify(payload)).join('\n')

const paid = invoice({ status: 'paid', amount_paid: 2000, amount_remaining: 0 })
const intent = {
  object: 'payment_intent',
  id: 'pi_1',
  customer: 'cus_1',
  currency: 'eur',
  amount_received: 2000,
}
/** All that Stripe says while an invoice is issued and paid by card, in its order. */
const story = [
  notify('invoice.created', invoice({ status: 'draft' }), 1_648_320_011),
  notify('invoice.finalized', paid, 1_648_320_013),
  notify('charge.succeeded', charge({ invoice: 'in_1' }), 1_648_320_014),
  notify('payment_intent.succeeded', { ...intent, invoice: 'in_1', created: 1_648_320_010 }, 1_648_320_014),
  notify('invoice.updated', paid, 1_648_320_015),
  notify('invoice.paid', paid, 1_648_320_016),
  notify('invoice.payment_succeeded', paid, 1_648_320_016),
]

async function balance(): Promise<unknown> {
  const [row] = await test.warehouse.query({
    name: 'test-balance',
    sql: `SELECT count() AS invoices, toString(sum(open)) AS open,
        (SELECT toString(sum(amount)) FROM events_current WHERE event_type = 'payment.received') AS received FROM invoices`,
    row: z.object({ invoices: z.coerce.number(), open: z.string(), received: z.string() }),
  })
  return row
}

describe('events of Stripe', () => {
  it('show an invoice that is paid once, in any order and number of deliveries', async () => {
    const orders = [story, [...story].reverse(), [...story.slice(3), ...story, ...story.slice(0, 4)]]
    const states: string[][] = []
    for (const order of orders) {
      await test.reset()
      for (const part of [order.slice(0, 3), order.slice(3)]) {
        const result = await load(lines(part))
        expect(result).toMatchObject({ source: 'stripe', read: part.length, rejected: 0 })
      }
      expect(await balance()).toEqual({ invoices: 1, open: '0', received: '20' })
      states.push(await currentEvents(test.warehouse))
    }
    expect(states[1]).toEqual(states[0])
    expect(states[2]).toEqual(states[0])
  })

  it('are one payload, an array or lines, and the same again adds nothing', async () => {
    expect(await load(story[1])).toMatchObject({ read: 1, accepted: 1, source: 'stripe' })
    expect(await load(story)).toMatchObject({ read: 7, ignored: 1, rejected: 0 })
    const before = await currentEvents(test.warehouse)
    expect(await load(JSON.stringify(story, null, 2))).toMatchObject({
      read: 7,
      accepted: 0,
      duplicates: 6,
      ignored: 1,
    })
    expect(await currentEvents(test.warehouse)).toEqual(before)
  })

  it('of a chargeback, which names no customer, re-open what was paid until it is won', async () => {
    const dispute = {
      object: 'dispute',
      id: 'dp_1',
      charge: 'ch_1',
      payment_intent: 'pi_1',
      amount: 2000,
      currency: 'eur',
      created: 1_648_500_000,
    }
    const opened = notify('charge.dispute.created', { ...dispute, status: 'needs_response' }, 1_648_500_001)
    const won = notify('charge.dispute.closed', { ...dispute, status: 'won' }, 1_649_500_000)
    expect(await load(opened)).toMatchObject({ accepted: 1, waiting: 1 })
    await load(lines(story))
    expect(await balance()).toMatchObject({ open: '20' })
    await load(won)
    expect(await balance()).toMatchObject({ open: '0' })
  })

  it('can be taken back', async () => {
    const { batch_id } = await load(story)
    await undoLoad(test.warehouse, batch_id)
    expect(await currentEvents(test.warehouse)).toEqual([])
  })

  it('that are cut short or no objects are rejected with a reason, the others are not', async () => {
    const text = `${JSON.stringify(story[1])}\n{"id":"evt_2","object":"event","type":"invoice.paid"}\nnonsense\n${JSON.stringify(story[5])?.slice(0, 200)}`
    let lines: LineResult[] = []
    const report = { fileName: 'lines.json', onLines: (told: LineResult[]) => (lines = told) }
    const result = await ingestStream(test.warehouse, Readable.from([Buffer.from(text)]), report)
    expect(result).toMatchObject({ read: 4, accepted: 1, rejected: 3 })
    expect(lines.map(({ state, reason }) => `${state} ${reason}`.trim())).toEqual([
      'accepted',
      'rejected missing_field',
      'rejected malformed',
      'rejected malformed',
    ])
  })
})

describe.skipIf(missing)('recorded payloads', () => {
  const files = missing
    ? []
    : ['stripe', 'message-webhooks'].flatMap((folder) =>
        fs
          .readdirSync(path.join(shared, folder), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.json'))
          .map((file) => path.join(shared, folder, file)),
      )

  it('of one provider are one file of lines, all rightly left out or kept', async () => {
    const stripe = files.filter((file) => file.includes('stripe-ruby')).map(compact)
    const result = await load(stripe.join('\n'))
    expect(result).toMatchObject({ source: 'stripe', read: 88 })
    expect(result.accepted + result.duplicates + result.ignored + result.rejected).toBe(88)
    const folders = [
      ...new Set(files.filter((file) => !file.includes('stripe')).map((file) => path.dirname(file))),
    ]
    for (const folder of folders) {
      const all = files.filter((file) => path.dirname(file) === folder).map(compact)
      const { source, ignored, read, rejected } = await load(all.join('\n'))
      expect(source, folder).not.toBe('ndjson')
      expect(ignored, folder).toBe(read)
      expect(rejected, folder).toBe(0)
    }
  })
})

const compact = (file: string): string => JSON.stringify(JSON.parse(fs.readFileSync(file, 'utf8')))

describe('messages of a provider', () => {
  const open = (agent: string, id: string) => ({
    event: 'open',
    sg_event_id: id,
    email: 'a@b.fr',
    timestamp: 1_767_400_000,
    useragent: agent,
    relance_reminder: 'R1',
    relance_customer: 'C1',
  })

  it('delivered twice and in batches count once, and proxies are no readers', async () => {
    const sent = {
      event_id: 's',
      event_type: 'reminder.sent',
      occurred_on: '2026-01-01',
      customer_id: 'C1',
      reminder_id: 'R1',
    }
    await load(JSON.stringify(sent))
    await load([open('GoogleImageProxy', 'e1'), open('GoogleImageProxy', 'e1')])
    await load(open('GoogleImageProxy', 'e1'))
    const opened = async () => {
      const [row] = await test.warehouse.query({
        name: 'test-opened',
        sql: `SELECT opened, (SELECT count() FROM events_current WHERE event_type = 'reminder.opened') AS events FROM reminders`,
        row: z.object({ opened: z.coerce.number(), events: z.coerce.number() }),
      })
      return row
    }
    expect(await opened()).toEqual({ opened: 0, events: 1 })
    await load([open('Thunderbird', 'e2')])
    expect(await opened()).toEqual({ opened: 1, events: 2 })
  })
})
