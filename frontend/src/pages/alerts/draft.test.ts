import { describe, expect, it } from 'vitest'
import { alertOf, draftOf } from './draft'

const fresh = draftOf(undefined, 'FR01', () => 'days')

describe('a draft of an alert', () => {
  it('asks for the usual range unless a limit is typed', () => {
    expect(alertOf(fresh, 'EUR', 'days')).toMatchObject({
      ...{ kpi: 'dso_countback', entity_id: 'FR01', currency: 'EUR', part: null },
      rule: { kind: 'range', side: 'both' },
    })
    const limit = { ...fresh, kind: 'limit', side: 'above', limit: '41,5' } as const
    expect(alertOf(limit, 'EUR', 'days')?.rule).toEqual({ kind: 'limit', side: 'above', value: 41.5 })
    expect(alertOf(limit, 'EUR', 'share')?.rule).toMatchObject({ value: 0.415 })
  })

  it('is not sent while its limit or its part is missing', () => {
    expect(alertOf({ ...fresh, kind: 'limit', side: 'above' }, 'EUR', 'days')).toBeUndefined()
    expect(alertOf({ ...fresh, dimension: 'sector' }, 'EUR', 'days')).toBeUndefined()
  })

  it('of an alert that exists is the same alert', () => {
    const draft = { ...fresh, kind: 'limit', side: 'below', limit: '12.5', users: ['u'] } as const
    const alert = alertOf({ ...draft, users: ['u'] }, 'EUR', 'share')
    const words = { fr: '', en: '' }
    const row = {
      ...alert,
      ...{
        id: 'a',
        state: 'new',
        segment_gone: false,
        since: null,
        muted_until: null,
        people: [],
        last: null,
      },
      words: { subject: words, rule: words, finding: null },
    } as unknown as Parameters<typeof draftOf>[0]
    expect(draftOf(row, '', () => 'share')).toEqual(draft)
  })

  it('of an alert whose segment was deleted waits for another segment', () => {
    const alert = alertOf({ ...fresh, dimension: 'segment', value: 'grands' }, 'EUR', 'days')
    const row = { ...alert, segment_gone: true } as unknown as Parameters<typeof draftOf>[0]
    const draft = draftOf(row, '', () => 'days')
    expect(draft).toMatchObject({ dimension: 'segment', value: '' })
    expect(alertOf(draft, 'EUR', 'days')).toBeUndefined()
    expect(alertOf({ ...draft, value: 'petits' }, 'EUR', 'days')?.part).toEqual({
      dimension: 'segment',
      value: 'petits',
    })
  })
})
