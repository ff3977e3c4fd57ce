import { describe, expect, it } from 'vitest'
import { sentenceOf } from './sentences'
import { REASONS, type Reason, type Verdict } from './verdict'

const PARAMS: Verdict['params'] = {
  next: '2026-12-01',
  step: 'firm',
  total: 4.5,
  minimum: 15,
  currency: 'EUR',
  since: '2026-11-02',
  promised: '2026-12-01',
  until: '2026-12-03',
  on: '2026-11-12',
  score: 3,
  published: '2026-11-15',
  means: 'bill',
  known: 1_795_000_000_000,
  hours: 24,
  channel: 'email',
  address: 'compta@client.example',
  rule: 'gap',
  article: 'L. 111-8',
  free: 1_795_500_000_000,
  campaign: 'Grands comptes',
  by: 'Anne',
  at: 1_795_500_000_000,
  template: 'courtoise',
  why: 'avoir à venir',
}

const verdict = (reason: Reason, params: Verdict['params']): Verdict => ({
  entityId: 'e1',
  customerId: 'c1',
  campaignId: 'k1',
  day: '2026-11-23',
  contact: null,
  reason,
  params,
  invoices: [],
})

describe('sentences of verdicts', () => {
  it.each(REASONS)('%s is one sentence in French and in English', (reason) => {
    for (const language of ['fr', 'en'] as const) {
      for (const params of [
        PARAMS,
        { ...PARAMS, until: '', next: '', published: '', known: '', campaign: '', by: '' },
      ]) {
        const sentence = sentenceOf(verdict(reason, params), language, 'Europe/Paris')
        expect(sentence).toMatch(/^[A-Z].*[^.]\.$/)
        expect(sentence).not.toMatch(/undefined|NaN|Invalid|\d{13}|\d{4}-\d\d/)
        if (language === 'fr') expect(sentence).not.toMatch(/[^\u00a0][:;!?%»]/)
      }
    }
  })

  it('tells until when, in words', () => {
    const held = verdict('promise', { promised: '2026-12-01', until: '2026-12-03' })
    expect(sentenceOf(held, 'fr', 'Europe/Paris')).toBe(
      "Pas de message\u00a0: le client a promis de payer le 1 décembre 2026\u00a0; le paiement est attendu jusqu'au 3 décembre 2026 inclus.",
    )
  })
})
