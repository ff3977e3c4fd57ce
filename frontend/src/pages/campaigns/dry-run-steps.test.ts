import type { CampaignDefinition } from '@relance/backend/contract'
import { expect, it } from 'vitest'
import { stepRows } from './dry-run-steps'

const step = (id: string, from_due: number) => ({ id, day: { from_due } })
const definition = {
  scenarios: [
    { segment: 'large', steps: [step('courteous', 2), step('courteous-again', 9)] },
    { segment: null, steps: [step('courteous', 5)] },
  ],
} as unknown as CampaignDefinition
const row = (segment: string, step: string) => ({
  segment,
  step,
  kind: 'courteous' as const,
  contacts: 1,
  customers: 1,
  claimed: '0',
})

it('steps of a dry run stand in the order of their scenarios with their day, and what is no step comes last', () => {
  const rows = [
    row('', 'reaction-payment'),
    row('everyone_else', 'courteous'),
    row('large', 'courteous-again'),
  ]
  const shown = stepRows([...rows, row('large', 'courteous')], definition)
  expect(shown.map(({ segment, step, day }) => [segment, step, day])).toEqual([
    ['large', 'courteous', 2],
    ['large', 'courteous-again', 9],
    ['everyone_else', 'courteous', 5],
    ['', 'reaction-payment', undefined],
  ])
})
