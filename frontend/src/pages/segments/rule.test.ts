import { describe, expect, it } from 'vitest'
import { choicesOf, comparisonWith, groupOf, ruleOf, valueOf, type Rule } from './rule'

const amount = { field: 'open_amount', type: 'number', unit: 'euros owed', operators: ['eq', 'between'] }
const kind = { field: 'kind', type: 'text', unit: 'business | consumer', operators: ['eq', 'in'] }
const a: Rule = { field: 'a', op: 'is_empty' }
const b: Rule = { field: 'b', op: 'is_empty' }

describe('a rule as groups', () => {
  it('says the same after it was read and written', () => {
    for (const rule of [
      { all: [a, b] },
      { any: [a] },
      { not: { any: [a, b] } },
      { not: { all: [a, b] } },
      { some_invoice: { all: [a] } },
    ] as Rule[])
      expect(ruleOf(groupOf(rule))).toEqual(rule)
  })

  it('takes a comparison alone for a group of one, and its opposite for none of it', () => {
    expect(ruleOf(groupOf(a))).toEqual({ all: [a] })
    expect(groupOf({ not: a })).toEqual({ mode: 'none', invoice: false, rules: [a] })
  })

  it('offers the values that the catalogue names', () => {
    expect(choicesOf(kind)).toEqual(['business', 'consumer'])
    expect(choicesOf(amount)).toEqual([])
    expect(choicesOf({ ...kind, unit: 'channels: email | sms' })).toEqual(['email', 'sms'])
  })

  it('keeps what fits of a value when the operator changes', () => {
    expect(comparisonWith(amount, 'between', 100).value).toEqual([100, 100])
    expect(comparisonWith(kind, 'in', 'consumer').value).toEqual(['consumer'])
    expect(comparisonWith(kind, 'eq', 12).value).toBe('business')
  })

  it('reads what was typed', () => {
    expect(valueOf(amount, 'eq', '1 000,50')).toBe(1000.5)
    expect(valueOf(kind, 'in', 'business, consumer')).toEqual(['business', 'consumer'])
  })
})
