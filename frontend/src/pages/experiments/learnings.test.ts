import type { Learning } from '@relance/backend/contract'
import { expect, it } from 'vitest'
import { factorsOf, found, segmentsOf } from './learnings'

const learning = (segment: string, factor: string, to: string, note = ''): Learning => ({
  experiment: 'x',
  experiment_name: 'Ton ou canal',
  segment_name: segment,
  metric: 'recovered_share',
  decision: {
    id: 1,
    at: '2026-06-30T08:00:00Z',
    actor: 'a',
    actor_name: 'Agathe',
    action: 'ship',
    segment: 's',
    variant: 'v',
    note,
    cut: '2026-06-30',
    withdrawn_at: null,
    campaign_id: null,
    adapted: null,
  },
  harm: null,
  variants: [
    {
      label: 'Variante',
      moves: [{ factor, from: 'courteous', to }],
      effect: { measurable: false, code: 'empty-cell', detail: {} },
    },
  ],
})
const rows = [learning('Artisans', 'tone', 'firm', 'dès lundi'), learning('Particuliers', 'channel', 'sms')]
const asked = { text: '', factor: '', segment: '' }

it('nothing asked leaves everything, each question narrows', () => {
  expect(found(rows, asked)).toHaveLength(2)
  expect(found(rows, { ...asked, factor: 'tone' })).toEqual([rows[0]])
  expect(found(rows, { ...asked, segment: 'Particuliers' })).toEqual([rows[1]])
  expect(found(rows, { ...asked, factor: 'tone', segment: 'Particuliers' })).toEqual([])
})

it('a text is looked for in levels, notes and names, whatever its capitals', () => {
  expect(found(rows, { ...asked, text: 'SMS' })).toEqual([rows[1]])
  expect(found(rows, { ...asked, text: ' Lundi ' })).toEqual([rows[0]])
})

it('offers each factor and segment once', () => {
  expect(factorsOf([...rows, ...rows])).toEqual(['channel', 'tone'])
  expect(segmentsOf([...rows, ...rows])).toEqual(['Artisans', 'Particuliers'])
})
