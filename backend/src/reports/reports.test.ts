import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { signedIn } from '../auth/testing'
import { startSmtp } from '../dispatch/channels/email/testing'
import type { TestSmtp } from '../dispatch/channels/email/testing'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { figureText } from '../kpis/figure-text'
import type { KpiRow, KpisAnswer } from '../kpis/kpis.contract'
import { NoticesService } from '../notices'
import type { ReportToSend } from './reports.contract'

const test = useServer()
const asked = { as_of: '2026-05-31', from: '2026-05-01', entity_id: 'DEMO', currency: 'EUR' }
let smtp: TestSmtp

const sendTo = (to: string, more: Partial<ReportToSend> = {}) => ({ ...asked, to, ...more })
const deliver = () => test.server.app.get(NoticesService).send(new Date())
/** what came besides the invitation */
async function reportsTo(address: string) {
  const sources = smtp.received.filter(({ to }) => to.includes(address)).map(({ source }) => source)
  const mails = await Promise.all(sources.map((source) => PostalMime.parse(source)))
  return mails.filter(({ subject }) => subject?.startsWith('Créances de'))
}
const codeOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { code: string }).code,
]

async function setMailServer() {
  const settings = {
    ...{ host: '127.0.0.1', port: smtp.port, security: 'none', per_second: 0 },
    from_address: 'a@maison.example',
  }
  const { status } = await test.asOwner('PUT', '/api/channels/email', { settings, secrets: {} })
  expect(status).toBe(200)
}

beforeAll(async () => {
  smtp = await startSmtp()
  const wishes = { customers: 25, months: 14, seed: 3, today: '2026-06-30' }
  const started = await test.asOwner('POST', '/api/demo', wishes)
  const job = await test.server.app.get(JobBoard).ended((started.body as Job).id)
  expect(job.state).toBe('done')
})
afterAll(() => smtp.close())

describe('the report that a CFO sends', () => {
  it('says first that a mail server is missing', async () => {
    const cfo = await signedIn(test, 'cfo')
    expect(codeOf(await cfo.as('POST', '/api/reports/send', sendTo(cfo.id)))).toEqual([
      409,
      'reports/no-mail-server',
    ])
  })

  it('arrives once, with the figures of the API, what moved the DSO, the note and a link', async () => {
    await setMailServer()
    const cfo = await signedIn(test, 'cfo', ['DEMO'])
    const colleague = await signedIn(test, 'analyst', ['DEMO'])
    const note = 'À voir <avant> lundi'
    const { status, body } = await cfo.as('POST', '/api/reports/send', sendTo(colleague.id, { note }))
    expect([status, body]).toEqual([200, { to: 'The analyst' }])
    await Promise.all([deliver(), deliver()])
    await deliver()
    const received = await reportsTo(colleague.email)
    expect(received).toHaveLength(1)
    const [mail] = received
    expect(mail?.subject).toMatch(/^Créances de .+, du 1er mai 2026 au 31 mai 2026$/)
    const figures = async (from: string, to: string) => {
      const address = `/api/kpis?entity=DEMO&currency=EUR&from=${from}&as_of=${to}`
      return ((await test.asOwner('GET', address)).body as KpisAnswer).rows
    }
    const now = await figures('2026-05-01', '2026-05-31')
    const before = await figures('2026-04-01', '2026-04-30')
    for (const kpi of ['dso_countback', 'recovery_rate_overdue', 'open', 'overdue', 'collected']) {
      for (const rows of [now, before]) {
        const row = rows.find((one) => one.kpi === kpi && one.by === null)
        const { value, unit } = row ?? { value: null, unit: '' }
        expect(value, kpi).not.toBeNull()
        const form = { unit: unit as 'days', currency: 'EUR', language: 'fr' } as const
        const text = figureText((value as NonNullable<KpiRow['value']>) ?? 0, form)
        expect(plain(mail?.text), kpi).toContain(plain(text))
        expect(plain(mail?.html), kpi).toContain(plain(text))
      }
    }
    expect(mail?.html).toContain('À voir &lt;avant&gt; lundi')
    expect(plain(mail?.text)).toMatch(/Le DSO a varié de [+-][\d,]+ jours : délais accordés/)
    expect(plain(mail?.text)).toMatch(
      /\/\?as_of=2026-05-31&from=2026-05-01&compare=previous&currency=EUR&entity=DEMO/,
    )
  })

  it('goes to nobody who may not see its figures, and not in the name of a token', async () => {
    const cfo = await signedIn(test, 'cfo')
    const agent = await signedIn(test, 'agent')
    const stranger = await signedIn(test, 'cfo', ['FR02'])
    for (const { id } of [agent, stranger])
      expect(codeOf(await cfo.as('POST', '/api/reports/send', sendTo(id)))).toEqual([
        422,
        'reports/unknown-reader',
      ])
    expect(codeOf(await stranger.as('POST', '/api/reports/send', sendTo(cfo.id)))).toEqual([
      403,
      'auth/entity-refused',
    ])
    const { body } = await cfo.as('POST', '/api/tokens', { name: 't', scope: 'read', days: 7 })
    const response = await fetch(`${test.server.address}/api/reports/send`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${(body as { token: string }).token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(sendTo(cfo.id)),
    })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      403,
      'reports/person-only',
    ])
  })

  it('does not reach somebody who lost the right between the sending and the mail', async () => {
    const cfo = await signedIn(test, 'cfo')
    const leaving = await signedIn(test, 'cfo')
    expect((await cfo.as('POST', '/api/reports/send', sendTo(leaving.id))).status).toBe(200)
    const change = { name: 'x', role: 'cfo', entities: null, contacts: false, disabled: true }
    expect((await test.asOwner('PUT', `/api/users/${leaving.id}`, change)).status).toBe(200)
    await deliver()
    expect(await reportsTo(leaving.email)).toEqual([])
  })
})

/** Spaces and entities as one reads them; folded lines joined. */
const plain = (text: string | undefined) =>
  (text ?? '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/&#xA0;|&#160;/g, ' ')
    .replaceAll(/\s+/g, ' ')
