import { desc } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { METADATA } from '../app/tokens'
import { auditLog } from '../metadata'
import type { Metadata } from '../metadata'
import { lateInterest } from './late-interest'
import { MissingRateError } from './reference-rates'
import type { RatesAnswer } from './reference-rates.contract'
import { ReferenceRatesService } from './reference-rates.service'

const test = useServer()
const list = async (on: string) =>
  (await test.asOwner('GET', `/api/reference-rates?on=${on}`)).body as RatesAnswer
const debt = { due_on: '2026-07-10', amount: 100_000_000n, settlements: [] }

it('starts with what came with the product, and says what a day lacks', async () => {
  const { rows, missing } = await list('2026-11-22')
  expect(rows[0]).toMatchObject({
    from: '2026-01-01',
    rate: 'ecb_refinancing',
    percent: '2.15',
    verified: false,
  })
  expect(missing).toEqual([
    { rate: 'ecb_refinancing', from: '2026-07-01', half_year: '2026-S2' },
    { rate: 'legal_other', from: '2026-07-01', half_year: '2026-S2' },
  ])
  expect((await list('2026-03-01')).missing).toEqual([])
})

it('a rate that is entered counts at once, is verified, and stands in the audit log', async () => {
  const service = test.server.app.get(ReferenceRatesService)
  const rates = await service.rates()
  expect(() => lateInterest({ regime: 'business', debt, until: '2026-07-20', rates })).toThrow(
    MissingRateError,
  )
  const entered = {
    rate: 'ecb_refinancing',
    from: '2026-07-01',
    percent: '2.4',
    source: 'ECB, press release',
  }
  const saved = await test.asOwner('PUT', '/api/reference-rates', entered)
  expect(saved).toMatchObject({ status: 200, body: { ...entered, percent: '2.40', verified: true } })
  const after = await service.rates()
  // 10 000 € × 12.4 % × 10 / 365 = 33.9726… → 33.97 €
  const interest = lateInterest({ regime: 'business', debt, until: '2026-07-20', rates: after })
  expect(interest.amount).toBe(339_700n)
  expect((await list('2026-11-22')).missing).toMatchObject([{ rate: 'legal_other' }])
  const { db } = test.server.app.get<Metadata>(METADATA)
  const [note] = await db.select().from(auditLog).orderBy(desc(auditLog.id)).limit(1)
  expect(note).toMatchObject({ action: 'reference_rate.entered', before: null, after: entered })
})

it('replaces what came with the product when it is confirmed or corrected', async () => {
  const entered = {
    rate: 'ecb_refinancing',
    from: '2026-01-01',
    percent: '2.15',
    source: 'ECB, 1 January 2026',
  }
  await test.asOwner('PUT', '/api/reference-rates', entered)
  const { rows } = await list('2026-03-01')
  const found = rows.filter(({ rate, from }) => rate === entered.rate && from === entered.from)
  expect(found).toMatchObject([{ percent: '2.15', verified: true, source: 'ECB, 1 January 2026' }])
})

it.each([
  { rate: 'ecb_refinancing', from: '2026-04-01', percent: '2.15', source: 'ECB' },
  { rate: 'euribor', from: '2026-07-01', percent: '2.15', source: 'ECB' },
  { rate: 'legal_other', from: '2026-07-01', percent: '2,15', source: 'ECB' },
  { rate: 'legal_other', from: '2026-07-01', percent: '215', source: 'ECB' },
  { rate: 'legal_other', from: '2026-07-01', percent: '2.15', source: '' },
])('refuses %o', async (body) => {
  expect((await test.asOwner('PUT', '/api/reference-rates', body)).status).toBe(400)
})
