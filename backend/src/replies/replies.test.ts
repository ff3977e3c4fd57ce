import { beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import type { Warehouse } from '@relance/pipelines'
import { sql } from 'drizzle-orm'
import { useServer } from '../app/testing'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { aMessage, addCampaign } from '../dispatch/outbox/testing-messages'
import { Outbox } from '../dispatch/outbox/outbox'
import { InboxService } from '../inbox/inbox.service'
import { outbox } from '../metadata'
import type { Metadata } from '../metadata'
import type { MailboxAnswer } from './mailbox.contract'
import { RepliesService } from './replies.service'
import { aBounce, aMail, startImap } from './testing'
import type { TestImap } from './testing'

const test = useServer()
let imap: TestImap
beforeAll(async () => {
  await addCampaign(metadata())
})
beforeEach(async () => {
  imap = await startImap()
  await metadata().db.execute(sql`truncate outbox, reply_mailboxes, mailbox_mails`)
  return () => imap.close()
})

const metadata = () => test.server.app.get<Metadata>(METADATA)
const service = () => test.server.app.get(RepliesService)
const settings = () => ({ host: '127.0.0.1', port: imap.port, security: 'none', user: imap.user })
const setUp = async () => {
  await test.asOwner('PUT', '/api/mailbox', { ...settings(), password: imap.password })
  await service().read()
}
const shown = async () => (await test.asOwner('GET', '/api/mailbox')).body as MailboxAnswer

/** A reminder that was sent and one that waits for the same customer. @returns Message-ID of the first */
async function reminded(customer: string): Promise<string> {
  const { db } = metadata()
  const planned = (plannedDay: string) => ({
    ...aMessage(0, { recipient: { name: customer, address: `${customer}@exemple.fr` } }),
    customerId: customer,
    plannedDay,
  })
  await db.transaction((tx) => new Outbox(db).add(tx, [planned('2026-11-20'), planned('2026-11-24')]))
  const { rows } =
    await db.execute(sql`update outbox set state = 'sent', message_id = '<' || id || '@maison.example>',
    ended_at = now() where customer_id = ${customer} and planned_day = '2026-11-20' returning message_id`)
  return String(rows[0]?.['message_id'])
}

const stateOf = async (customer: string) => {
  const rows = await metadata()
    .db.select()
    .from(outbox)
    .where(sql`customer_id = ${customer}`)
  return rows
    .sort((a, b) => a.plannedDay.localeCompare(b.plannedDay))
    .map(({ state, errorCode }) => errorCode ?? state)
}

const events = async (customer: string) => {
  await test.server.app.get(InboxService).idle()
  return test.server.app.get<Warehouse>(WAREHOUSE).query({
    name: 'test',
    sql: `SELECT toString(event_type) AS type, reminder_id, toJSONString(attributes) AS said FROM relance.events_current
      WHERE customer_id = {customer: String} ORDER BY type`,
    params: { customer },
    row: z.object({ type: z.string(), reminder_id: z.string(), said: z.string() }),
  })
}

it('a reply ends the automatic part, and its text stands in the history of the customer', async () => {
  const about = await reminded('R1')
  await setUp()
  imap.add(aMail({ id: 'r1@client.example', answers: about, text: 'Nous payons vendredi.' }))
  expect(await service().read()).toBe(1)
  expect(await stateOf('R1')).toEqual(['sent', 'reply_pending'])
  const [event] = await events('R1')
  expect(event).toMatchObject({ type: 'reminder.replied', reminder_id: about.slice(1, 37) })
  expect(JSON.parse(event?.said ?? '')).toMatchObject({ automatic: '0', text: 'Nous payons vendredi.' })
  const history = await test.asOwner('GET', '/api/work-list/history?entity=MAIN&customer=R1')
  expect(history.body).toMatchObject({
    rows: [{ event_type: 'reminder.replied', note: 'Nous payons vendredi.' }],
  })
  expect((await shown()).mails).toMatchObject([{ kind: 'reply', customer_id: 'R1' }])
})

it('an automatic reply is told and ends nothing; without a reference it is known by its sender', async () => {
  await reminded('R2')
  await setUp()
  imap.add(aMail({ id: 'r2@client.example', from: 'r2@exemple.fr', headers: 'Auto-Submitted: auto-replied' }))
  await service().read()
  expect(await stateOf('R2')).toEqual(['sent', 'queued'])
  expect(JSON.parse((await events('R2'))[0]?.said ?? '')).toMatchObject({ automatic: '1' })
})

it('a bounce leaves the address alone, a full mailbox does not; STOP closes e-mail', async () => {
  const [gone, full, stop] = [await reminded('R3'), await reminded('R4'), await reminded('R5')]
  await setUp()
  imap.add(aBounce(gone, 'r3@exemple.fr'))
  imap.add(aBounce(full, 'r4@exemple.fr', 'failed', '5.2.2'))
  imap.add(aMail({ id: 'r5@client.example', answers: stop, text: 'STOP' }))
  await service().read()
  expect([await stateOf('R3'), await stateOf('R4'), await stateOf('R5')]).toEqual([
    ['sent', 'bounced'],
    ['sent', 'queued'],
    ['sent', 'opted_out'],
  ])
  // Written as it stands among the contacts, by which the planner knows it.
  expect((await events('R3')).map(({ type, said }) => [type, JSON.parse(said)])).toMatchObject([
    ['reminder.bounced', { address: 'R3@exemple.fr' }],
  ])
  expect(await events('R4')).toEqual([])
  expect((await events('R5')).map(({ type }) => type)).toEqual(['optout.received'])
  const kinds = (await shown()).mails.map(({ kind }) => kind).sort()
  expect(kinds).toEqual(['bounce', 'soft_bounce', 'stop'])
})

it('what was there before is left alone, and nothing is read twice, also under other numbers', async () => {
  const about = await reminded('R6')
  imap.add(aMail({ id: 'before@client.example', answers: about }))
  await setUp()
  expect((await shown()).mails).toEqual([])
  imap.add(aMail({ id: 'r6@client.example', answers: about }))
  expect([await service().read(), await service().read()]).toEqual([1, 0])
  imap.renumber()
  imap.add(aMail({ id: 'r6b@client.example', answers: about }))
  await service().read()
  expect(await service().read()).toBe(0)
  const found = (await shown()).mails.map(({ kind }) => kind)
  // Under new numbers the last days are read again: what came before the beginning is found now, nothing is doubled.
  expect(found).toEqual(['reply', 'reply', 'reply'])
  expect(await events('R6')).toHaveLength(3)
})

it('a process that dies before the position moved reads the message again and counts it once', async () => {
  const about = await reminded('R7')
  await setUp()
  imap.add(aMail({ id: 'r7@client.example', answers: about }))
  const { db } = metadata()
  const [before] = (await db.execute(sql`select next_uid from reply_mailboxes`)).rows
  await service().read()
  await db.execute(
    sql`update reply_mailboxes set next_uid = ${before?.['next_uid']}, leased_until = now() - interval '1 s'`,
  )
  expect(await service().read()).toBe(1)
  expect(await events('R7')).toHaveLength(1)
  expect((await shown()).mails).toHaveLength(1)
})

it('who cannot be found is shown as unknown; a forged Message-ID finds nobody', async () => {
  const about = await reminded('R8')
  await setUp()
  const forged = about.replace('maison.example', 'evil.example')
  imap.add(aMail({ id: 'r8@client.example', from: 'x@nowhere.example', answers: forged }))
  await service().read()
  expect((await shown()).mails).toMatchObject([
    { kind: 'unknown', customer_id: '', sender: 'x@nowhere.example' },
  ])
  expect(await stateOf('R8')).toEqual(['sent', 'queued'])
})

it('a sender without a reminder is found among the contacts of customers', async () => {
  const attributes = { name: 'Neuf', contacts: [{ role: 'director', email: 'Patron@Neuf.example' }] }
  const body = [
    {
      event_type: 'customer.updated',
      customer_id: 'R9',
      entity_id: 'MAIN',
      occurred_on: '2026-01-01',
      attributes,
    },
  ]
  expect((await test.asOwner('POST', '/api/events', body)).status).toBeLessThan(300)
  await test.server.app.get(InboxService).idle()
  await setUp()
  imap.add(aMail({ id: 'r9@neuf.example', from: 'patron@neuf.example', text: 'Bonjour' }))
  await service().read()
  expect((await shown()).mails).toMatchObject([{ kind: 'reply', customer_id: 'R9' }])
})

it('settings are tried before they are kept, a wrong password is told, and the password goes nowhere else', async () => {
  const wrong = await test.asOwner('POST', '/api/mailbox/test', { ...settings(), password: 'faux' })
  expect(wrong).toMatchObject({
    status: 422,
    body: { code: 'replies/refused', details: { reason: 'sign_in' } },
  })
  imap.add(aMail())
  const right = await test.asOwner('POST', '/api/mailbox/test', { ...settings(), password: imap.password })
  expect(right.body).toEqual({ messages: 1 })
  await setUp()
  expect((await test.asOwner('POST', '/api/mailbox/test', settings())).status).toBe(200)
  const elsewhere = await test.asOwner('POST', '/api/mailbox/test', { ...settings(), host: 'localhost' })
  expect(elsewhere).toMatchObject({ status: 400, body: { code: 'replies/no-password' } })
  expect(
    JSON.stringify((await metadata().db.execute(sql`select * from reply_mailboxes`)).rows),
  ).not.toContain(imap.password)
  expect(JSON.stringify(await shown())).not.toContain(imap.password)
  imap.password = 'changed'
  await service().read()
  expect((await shown()).error).toContain('Wrong user or password')
})
