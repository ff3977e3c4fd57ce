import { eq } from 'drizzle-orm'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useServer } from '../../app/testing'
import { signedIn } from '../../auth/testing'
import { startSmtp } from '../../dispatch/channels/email/testing'
import type { TestSmtp } from '../../dispatch/channels/email/testing'
import { JobBoard } from '../../jobs/job-board'
import type { Job } from '../../jobs/jobs.contract'
import { figureText } from '../../kpis/figure-text'
import type { OverviewAnswer } from '../../kpis/overview.contract'
import { notices, reportRuns, reportSchedules } from '../../metadata'
import { NoticesService } from '../../notices'
import { ReportFiguresService } from '../report-figures.service'
import { ReportsService } from '../reports.service'
import { decodePng } from '../testing'
import { ScheduledMails } from './scheduled-mails.service'
import { ScheduledReports } from './scheduled-reports.service'
import type { NewSchedule, ScheduleRow, SchedulesListed } from './schedules.contract'

const test = useServer()
let smtp: TestSmtp
let colleague: { id: string; email: string }

const NINE = 9 * 60
const weekly = (more: Partial<NewSchedule> = {}): NewSchedule => ({
  ...{ entity_id: 'DEMO', currency: 'EUR', every: 'week', nth: 1, minute: NINE },
  ...{ to_users: [colleague.id], ...more },
})
const asOwner = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const { status, body: answer } = await test.asOwner(method, path, body)
  expect([200, 201, 202], path + JSON.stringify(answer)).toContain(status)
  return answer as T
}
const create = async (more: Partial<NewSchedule> = {}): Promise<ScheduleRow> => {
  const { rows } = await asOwner<SchedulesListed>('POST', '/api/reports/schedules', weekly(more))
  return rows.at(-1) as ScheduleRow
}
const shown = async (id: string) =>
  (await asOwner<SchedulesListed>('GET', '/api/reports/schedules')).rows.find((row) => row.id === id)
/** as if it had been made, or the product had run, at this moment */
const since = (id: string, moment: string) =>
  db()
    .update(reportSchedules)
    .set({ since: new Date(moment) })
    .where(eq(reportSchedules.id, id))
const db = () => test.server.stores.metadata.db
const look = (moment: string) => test.server.app.get(ScheduledReports).look(new Date(moment))
const deliver = (moment: Date = new Date()) => test.server.app.get(NoticesService).send(moment)
const runsOf = (id: string) =>
  db().select().from(reportRuns).where(eq(reportRuns.scheduleId, id)).orderBy(reportRuns.occasion)
async function mailsTo(address: string) {
  const sources = smtp.received.filter(({ to }) => to.includes(address)).map(({ source }) => source)
  const mails = await Promise.all(sources.map((source) => PostalMime.parse(source)))
  return mails.filter(({ attachments }) => attachments.length > 0)
}
const setMailServer = () =>
  asOwner('PUT', '/api/channels/email', {
    settings: {
      ...{ host: '127.0.0.1', port: smtp.port, security: 'none', per_second: 0 },
      from_address: 'a@maison.example',
    },
    secrets: {},
  })

beforeAll(async () => {
  smtp = await startSmtp()
  const wishes = { customers: 25, months: 14, seed: 3, today: '2026-06-30' }
  const started = await asOwner<Job>('POST', '/api/demo', wishes)
  expect((await test.server.app.get(JobBoard).ended(started.id)).state).toBe('done')
  colleague = await signedIn(test, 'cfo', ['DEMO'])
})
afterAll(() => smtp.close())
beforeEach(async () => {
  await db().delete(reportSchedules)
  await db().delete(notices)
  smtp.received.length = 0
})

describe('a scheduled report', () => {
  it('says what stands in its way, tries again the same day and is left out after it', async () => {
    const { id } = await create()
    await since(id, '2026-07-05T12:00:00Z')
    await look('2026-07-06T07:00:10Z')
    expect((await shown(id))?.last).toMatchObject({ state: 'working', error: 'reports/no-mail-server' })
    await look('2026-07-07T07:00:00Z')
    expect((await shown(id))?.last).toMatchObject({
      ...{ state: 'left_out', error: 'reports/no-mail-server' },
      occasion: '2026-07-06T07:00:00.000Z',
    })
  })

  it('arrives once though two backends look at the same time, with the figures and three charts', async () => {
    await setMailServer()
    const { id, next } = await create()
    expect(next).not.toBeNull()
    await since(id, '2026-07-05T12:00:00Z')
    await look('2026-07-06T06:59:59Z')
    expect(await runsOf(id)).toEqual([])
    const { app } = test.server
    const other = new ScheduledReports(
      test.server.stores.metadata,
      app.get(ReportFiguresService),
      app.get(ScheduledMails),
      app.get(ReportsService),
      app.get(NoticesService),
    )
    const now = '2026-07-06T07:00:10Z'
    await Promise.all([look(now), other.look(new Date(now)), look(now)])
    await other.look(new Date('2026-07-06T09:00:00Z'))
    expect((await runsOf(id)).map(({ state }) => state)).toEqual(['sent'])
    await Promise.all([deliver(), deliver()])
    const [mail, ...more] = await mailsTo(colleague.email)
    expect(more).toEqual([])
    expect(mail?.subject).toMatch(/^Créances de Maison Exemple SAS, du 24 juin 2026 au 30 juin 2026$/)
    expect(mail?.text).toContain('Rapport programmé, envoyé chaque lundi à 09:00.')

    const asked = '/api/overview?entity=DEMO&currency=EUR&from=2026-06-24&as_of=2026-06-30'
    const { months } = await asOwner<OverviewAnswer>('GET', asked)
    const last = months.at(-1)
    const days = figureText(last?.dso_countback ?? 0, { unit: 'days', currency: '', language: 'fr' })
    const over90 = figureText(last?.ageing['91+'].amount ?? 0, {
      ...{ unit: 'money', currency: 'EUR', language: 'fr' },
    })
    const alts = [...(mail?.html ?? '').matchAll(/<img[^>]*alt="([^"]*)"[^>]*src="cid:(\w+)"/g)]
    expect(alts.map(([, , id]) => id)).toEqual(['dso', 'ageing', 'forecast'])
    expect(plain(alts[0]?.[1])).toContain(plain(days))
    expect(plain(alts[1]?.[1])).toContain(`91 j et plus ${plain(over90)}`)
    for (const [, alt = ''] of alts) expect(plain(mail?.text)).toContain(plain(alt))

    expect(mail?.attachments.map(({ mimeType, disposition }) => [mimeType, disposition])).toEqual(
      Array.from({ length: 3 }, () => ['image/png', 'inline']),
    )
    for (const { content, contentId } of mail?.attachments ?? []) {
      const { width, height, colours } = decodePng(Buffer.from(content as ArrayBuffer))
      expect([width, height], contentId).toEqual([1264, 480])
      // Lines, letters and their soft edges; a blank picture has one.
      expect(colours, contentId).toBeGreaterThan(50)
    }
    expect(await shown(id)).toMatchObject({
      last_sent: '2026-07-06T07:00:00.000Z',
      last: { state: 'sent', error: '', mails: { sent: 1, waiting: 0, given_up: 0 } },
    })
  })

  it('missed while nothing ran is sent late on its day, and said to be left out after it', async () => {
    const { id } = await create({ every: 'day' })
    await since(id, '2026-07-01T12:00:00Z')
    // 2, 3 and 6 July were slept through; 7 July is nearly over.
    await look('2026-07-07T21:30:00Z')
    const runs = (await runsOf(id)).map(({ occasion, state, error }) => [
      occasion.toISOString().slice(0, 10),
      state,
      error,
    ])
    expect(runs).toEqual([
      ['2026-07-02', 'left_out', 'reports/not-running'],
      ['2026-07-03', 'left_out', 'reports/not-running'],
      ['2026-07-06', 'left_out', 'reports/not-running'],
      ['2026-07-07', 'sent', ''],
    ])
    await look('2026-07-08T22:30:00Z')
    expect((await runsOf(id)).at(-1)).toMatchObject({ state: 'left_out', error: 'reports/not-running' })
  })

  it('claimed by a backend that died is taken over', async () => {
    const { id } = await create()
    await since(id, '2026-07-05T12:00:00Z')
    const occasion = new Date('2026-07-06T07:00:00Z')
    const claimedUntil = new Date('2026-07-06T07:05:00Z')
    await db().insert(reportRuns).values({ scheduleId: id, occasion, state: 'working', claimedUntil })
    await look('2026-07-06T07:04:00Z')
    expect((await runsOf(id)).map(({ state }) => state)).toEqual(['working'])
    await look('2026-07-06T07:05:30Z')
    expect((await runsOf(id)).map(({ state }) => state)).toEqual(['sent'])
  })

  it('begins nothing once the server drains', async () => {
    const { id } = await create()
    await since(id, '2026-07-05T12:00:00Z')
    const { app } = test.server
    const draining = new ScheduledReports(
      test.server.stores.metadata,
      app.get(ReportFiguresService),
      app.get(ScheduledMails),
      app.get(ReportsService),
      app.get(NoticesService),
    )
    await draining.rest()
    await draining.look(new Date('2026-07-06T07:00:10Z'))
    expect(await runsOf(id)).toEqual([])
  })

  it('owes nothing for the time in which it was paused', async () => {
    const { id } = await create({ every: 'day' })
    await since(id, '2026-07-01T12:00:00Z')
    const pause = (paused: boolean) => asOwner('POST', `/api/reports/schedules/${id}/pause`, { paused })
    await pause(true)
    expect((await shown(id))?.next).toBeNull()
    await look('2026-07-07T09:00:00Z')
    await pause(false)
    await look(new Date().toISOString())
    expect((await runsOf(id)).length).toBeLessThanOrEqual(1)
  })
})

describe('who gets a scheduled report', () => {
  it('is people who see its figures, and addresses that an administrator allowed', async () => {
    const refusal = async (more: Partial<NewSchedule>) => {
      const { body } = await test.asOwner('POST', '/api/reports/schedules', weekly(more))
      return (body as { code: string }).code
    }
    const stranger = await signedIn(test, 'cfo', ['FR02'])
    expect(await refusal({ to_users: [stranger.id] })).toBe('reports/unknown-reader')
    expect(await refusal({ to_users: [] })).toBe('http/invalid')
    const bank = { address: 'Paul@banque.example', language: 'en' as const }
    expect(await refusal({ to_addresses: [bank] })).toBe('reports/address-not-allowed')
    const sharing = { links: false, max_days: 30, addresses: ['@banque.example'] }
    await asOwner('PUT', '/api/reports/sharing', sharing)
    const { id } = await create({ to_addresses: [bank] })

    await asOwner('POST', `/api/reports/schedules/${id}/send`)
    await deliver()
    const [mail] = await mailsTo(bank.address)
    expect(mail?.subject).toMatch(/^Receivables of Maison Exemple SAS, /)
    expect(mail?.text).toContain('Scheduled report, sent each Monday at 09:00.')
    // Names of customers stay in the house.
    expect(mail?.text).not.toContain('Largest contributions')
    expect((await mailsTo(colleague.email))[0]?.text).toContain('Plus fortes contributions')

    await asOwner('PUT', '/api/reports/sharing', { ...sharing, addresses: [] })
    smtp.received.length = 0
    await asOwner('POST', `/api/reports/schedules/${id}/send`)
    await deliver()
    expect(await mailsTo(bank.address)).toEqual([])
    expect(await mailsTo(colleague.email)).toHaveLength(1)
  })

  it('is told at once when nothing can be sent now, and nothing stays behind', async () => {
    const leaving = await signedIn(test, 'cfo', ['DEMO'])
    const { id } = await create({ to_users: [leaving.id] })
    const gone = { name: 'x', role: 'cfo', entities: ['DEMO'], contacts: false, disabled: true }
    await asOwner('PUT', `/api/users/${leaving.id}`, gone)
    const { status, body } = await test.asOwner('POST', `/api/reports/schedules/${id}/send`)
    expect([status, (body as { code: string }).code]).toEqual([409, 'reports/nobody'])
    expect(await runsOf(id)).toEqual([])
  })

  it('is changed and ended by those who see its creditor only', async () => {
    const { id } = await create()
    const limited = await signedIn(test, 'cfo', ['FR02'])
    expect((await limited.as('GET', '/api/reports/schedules')).body).toEqual({ rows: [] })
    for (const [method, path, body] of [
      ['PUT', `/${id}`, weekly()],
      ['DELETE', `/${id}`, undefined],
      ['POST', `/${id}/send`, undefined],
      ['POST', `/${id}/pause`, { paused: true }],
      ['POST', '', weekly()],
    ] as const) {
      const { status, body: answer } = await limited.as(method, `/api/reports/schedules${path}`, body)
      expect([status, (answer as { code: string }).code], path).toEqual([403, 'auth/entity-refused'])
    }
    const own = await signedIn(test, 'cfo', ['DEMO'])
    expect((await own.as('PUT', `/api/reports/schedules/${id}`, weekly({ minute: 60 }))).status).toBe(200)
    expect((await shown(id))?.minute).toBe(60)
    expect((await own.as('DELETE', `/api/reports/schedules/${id}`)).body).toEqual({ rows: [] })
  })
})

/** Spaces and entities as one reads them; folded lines joined. */
const plain = (text: string | undefined) =>
  (text ?? '').replaceAll(/&nbsp;|&#xA0;|&#160;/g, ' ').replaceAll(/\s+/g, ' ')
