import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { METADATA } from '../app/tokens'
import { startSmtp } from '../dispatch/channels/email/testing'
import type { TestSmtp } from '../dispatch/channels/email/testing'
import { users } from '../metadata'
import type { Metadata } from '../metadata'
import { NoticesService } from '../notices'
import type { SavedSegment } from '../segments/segments.contract'
import type { AlertsListed, TrialAnswer } from './alerts.contract'
import { FigureWatch } from './figure-watch.service'
import { loadInvoices, quietHistory, startReceiver } from './testing'

const test = useServer()
const OWED = { kpi: 'open', entity_id: 'FR01', currency: 'EUR' }
const OVER_30_000 = { kind: 'limit', side: 'above', value: 30_000 } as const
const LARGE = { field: 'open_amount', op: 'gt', value: 20_000 }
let smtp: TestSmtp
let receiver: Awaited<ReturnType<typeof startReceiver>>
let claire = ''
let large = ''

async function right<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await test.asOwner(method, path, body)
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
  return answer.body as T
}
const of = (value: string) => ({ part: { dimension: 'segment', value } })
const trial = (more: object) => right<TrialAnswer>('POST', '/api/alerts/trial', { ...OWED, ...more })
const saved = async (name: string, rule: unknown) =>
  (await right<SavedSegment>('POST', '/api/segments', { name, rule })).id
const look = () => test.server.app.get(FigureWatch).look(new Date())
const send = () => test.server.app.get(NoticesService).send(new Date())
const only = async () => (await right<AlertsListed>('GET', '/api/alerts')).rows[0]
const mail = async (n: number) => {
  const { subject, text } = await PostalMime.parse(smtp.received[n]?.source ?? '')
  return `${subject}\n${text}`
}
const toldByHook = () => JSON.parse(receiver.calls.at(-1)?.body ?? '{}') as unknown

beforeAll(async () => {
  smtp = await startSmtp()
  receiver = await startReceiver()
  await loadInvoices(test, 'FR01', [
    ...quietHistory(),
    'BIG,Grande Maison,2026-02-02,2026-03-04,40000.00,',
    'CUT1,Client 1,2026-02-01,2026-03-03,10.00,2026-02-28',
  ])
  const { db } = test.server.app.get<Metadata>(METADATA)
  const person = { email: 'claire@maison.example', name: 'Claire', role: 'cfo', locale: 'fr' } as const
  const [row] = await db
    .insert(users)
    .values({ ...person, entities: ['FR01'] })
    .returning()
  claire = row?.id ?? ''
  await right('PUT', '/api/notices/webhook', { url: receiver.url })
  const settings = { host: '127.0.0.1', port: smtp.port, security: 'none', per_second: 0 }
  await right('PUT', '/api/channels/email', {
    settings: { ...settings, from_address: 'a@maison.example' },
    secrets: {},
  })
  large = await saved('Gros débiteurs', LARGE)
})
afterAll(async () => {
  await smtp.close()
  await receiver.close()
})

it('judges the figure of those who are in the segment on that day, and the past of the segment', async () => {
  const others = await saved('Les autres', { not: LARGE })
  expect((await trial({ ...of(large), rule: OVER_30_000 })).finding).toMatchObject({
    ...{ day: '2026-02-28', outcome: 'alerting', value: 40_000 },
  })
  const small = (await trial({ ...of(others), rule: OVER_30_000 })).finding
  expect(small).toMatchObject({ outcome: 'well' })
  const whole = (await trial({ rule: OVER_30_000 })).finding
  expect(whole?.value).toBeCloseTo(40_000 + (small?.value ?? 0), 6)

  const everybody = await saved('Tous', { field: 'entity', op: 'eq', value: 'FR01' })
  const range = { kpi: 'billed', rule: { kind: 'range', side: 'both' } }
  const uncut = await trial(range)
  expect(uncut.finding?.range?.figures).toBe(24)
  expect(await trial({ ...range, ...of(everybody) })).toEqual(uncut)
})

it('names the segment in the list, in the e-mail and to the program', async () => {
  const alert = { ...OWED, ...of(large), rule: OVER_30_000, to_users: [claire], to_webhook: true }
  const { rows } = await right<AlertsListed>('POST', '/api/alerts', alert)
  expect(rows).toMatchObject([
    {
      ...{ ...of(large), state: 'alerting', segment_gone: false },
      words: {
        subject: {
          fr: expect.stringMatching(/ – FR01 \(segment\u00a0: Gros débiteurs\)$/),
          en: expect.stringMatching(/ – FR01 \(segment: Gros débiteurs\)$/),
        },
      },
    },
  ])
  expect(await send()).toBe(2)
  expect(await mail(0)).toContain('(segment\u00a0: Gros débiteurs)')
  expect(toldByHook()).toMatchObject({
    ...{ type: 'kpi.alerting', part: { dimension: 'segment', value: large, name: 'Gros débiteurs' } },
    subject: { en: expect.stringContaining('(segment: Gros débiteurs)') },
    finding: { value: 40_000 },
  })
})

it('says at once that its segment was deleted, by its last name, and tells each once', async () => {
  await right('PUT', `/api/segments/${large}`, { name: 'Débiteurs à suivre', rule: LARGE })
  await look()
  await right('DELETE', `/api/segments/${large}`)
  expect(await only()).toMatchObject({
    ...{ state: 'no_value', segment_gone: true, since: null },
    words: {
      subject: { fr: expect.stringContaining('Débiteurs à suivre') },
      finding: { fr: expect.stringContaining('Le segment «\u00a0Débiteurs à suivre\u00a0» a été supprimé') },
    },
  })
  await Promise.all([look(), look()])
  expect(await send()).toBe(2)
  await look()
  expect(await send(), 'nothing is told twice').toBe(0)
  expect(await mail(1)).toContain('Débiteurs à suivre\u00a0» a été supprimé')
  expect(toldByHook()).toMatchObject({
    ...{ type: 'kpi.segment_gone', part: { value: large, name: 'Débiteurs à suivre' } },
    reason: { en: expect.stringContaining('was deleted') },
  })
  const refused = await test.asOwner('POST', '/api/alerts', { ...OWED, ...of(large), rule: OVER_30_000 })
  expect(refused).toMatchObject({ status: 404, body: { code: 'segments/not-found' } })
})

it('watches again once another segment is chosen', async () => {
  const { id } = (await only()) ?? {}
  const again = await saved('Encours élevés', LARGE)
  const body = { ...OWED, ...of(again), rule: OVER_30_000, to_users: [claire], to_webhook: true }
  const { rows } = await right<AlertsListed>('PUT', `/api/alerts/${id}`, body)
  expect(rows).toMatchObject([{ state: 'alerting', segment_gone: false, last: { value: 40_000 } }])
})
