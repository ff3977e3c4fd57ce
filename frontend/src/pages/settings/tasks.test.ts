import { expect, it } from 'vitest'
import { tasksOf } from './tasks'

const sender = {
  name: 'Maison',
  address: '1 rue du Port',
  registration: '',
  phone: '',
  email: '',
  account_manager: '',
  iban: 'FR7630006000011234567890189',
  bic: '',
}
const channels = [
  { channel: 'email' as const, entity_id: '', settings: {}, has_secrets: false, updated_at: '2026-01-01' },
]
const missing = [{ rate: 'legal_other' as const, from: '2026-07-01', half_year: '2026-S2' }]

it('a missing rate is a task that names its half-year, and a missing sender comes before it', () => {
  const tasks = tasksOf({ rates: { rows: [], missing }, sender: null, channels })
  expect(tasks.map(({ what, urgent }) => [what, urgent])).toEqual([
    ['sender', true],
    ['rate.legal', true],
  ])
  expect(tasks[1]?.values).toEqual({ halfYear: '2026-S2' })
})

it('without a bank account the customer cannot transfer, which is said last', () => {
  const rates = { rows: [], missing }
  expect(tasksOf({ rates, sender: { ...sender, iban: '' }, channels }).map(({ what }) => what)).toEqual([
    'rate.legal',
    'iban',
  ])
  expect(tasksOf({ rates: { rows: [], missing: [] }, sender, channels })).toEqual([])
})

it('while no mail server is set up, it is said that e-mails do not leave', () => {
  const rates = { rows: [], missing: [] }
  expect(tasksOf({ rates, sender, channels: [] }).map(({ what }) => what)).toEqual(['email'])
})
