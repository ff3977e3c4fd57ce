import { desc } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { METADATA } from '../app/tokens'
import { DEFAULT_POLICY, capVerdict, zoneOf } from '../calendar'
import { PlanSourceService } from '../campaigns/running/plan-source.service'
import { aCustomer } from '../dispatch/planner/testing'
import { auditLog } from '../metadata'
import type { Metadata } from '../metadata'
import type { ContactPolicySettings } from './contact-policy.contract'
import { defaultSettings, toPolicy } from './policy'

const test = useServer()
const NOON = new Date('2026-11-23T11:00:00Z')

it('what came with the product is what a form shows, and comes back as it was', () => {
  expect(toPolicy(defaultSettings())).toEqual(DEFAULT_POLICY)
})

it('a policy that is saved counts for the next plan, and stands in the audit log with what it was before', async () => {
  const source = test.server.app.get(PlanSourceService)
  const record = aCustomer({ country: '', postcode: '' })
  const opening = async () =>
    (await source.world(NOON, [])).nextOpening(NOON.getTime(), 'email', 'firm', record)
  expect(await opening()).toBe(NOON.getTime())
  const before = (await test.asOwner('GET', '/api/contact-policy')).body as ContactPolicySettings
  const hours = { weekdays: [2], spans: [[600, 660]] as [number, number][], on_holidays: false }
  const wanted = {
    ...before,
    hours: { ...before.hours, email: { professional: hours, consumer: hours } },
    home_zone: 'la-reunion' as const,
  }
  expect((await test.asOwner('PUT', '/api/contact-policy', wanted)).status).toBe(200)
  // Tuesday at ten on the clock of La Réunion, four hours ahead of UTC.
  expect(new Date(await opening()).toISOString()).toBe('2026-11-24T06:00:00.000Z')
  const { db } = test.server.app.get<Metadata>(METADATA)
  const [entry] = await db.select().from(auditLog).orderBy(desc(auditLog.id)).limit(1)
  expect(entry).toMatchObject({ action: 'contact_policy.saved', before, after: wanted })
})

it('hours that could never open, and spans that overlap, are refused with their field', async () => {
  const policy = defaultSettings()
  policy.hours.sms.consumer = {
    weekdays: [],
    spans: [
      [600, 900],
      [800, 1000],
    ],
    on_holidays: false,
  }
  const answer = await test.asOwner('PUT', '/api/contact-policy', policy)
  const { details } = answer.body as { details: { fields: { path: string }[] } }
  expect(answer.status).toBe(400)
  expect(details.fields.map(({ path }) => path)).toEqual([
    'hours.sms.consumer.weekdays',
    'hours.sms.consumer.spans',
  ])
})

it('a wider gap holds back what the usual one lets through', () => {
  const policy = toPolicy({
    ...defaultSettings(),
    caps: {
      ...defaultSettings().caps,
      professional: { ...defaultSettings().caps.professional, gap_hours: 120 },
    },
  })
  const contacts = [{ at: NOON.getTime() - 4 * 86_400_000, channel: 'email', counts: true }]
  const verdict = (given: typeof policy) =>
    capVerdict(contacts, 'email', 'business', NOON.getTime(), given).free
  expect([verdict(DEFAULT_POLICY), verdict(policy)]).toEqual([true, false])
  expect(zoneOf('', '', {}, 'la-reunion').timeZone).toBe('Indian/Reunion')
  expect(zoneOf('FR', '75002', {}, 'la-reunion').timeZone).toBe('Europe/Paris')
})
