import { describe, expect, it } from 'vitest'
import { checkLegal, rulesInForce } from './check'
import { isNaturalPerson, regimeOf } from './regime'
import { LEGAL_RULES } from './rules'
import { claimDeadline } from './rules/insolvency'
import { aSubject } from './testing'
import { RULES_EN } from './texts/en'
import { RULES_FR } from './texts/fr'
import { findingText } from './texts/message'

const ids = [...new Set(LEGAL_RULES.map(({ id }) => id))]

describe('the table of rules', () => {
  it('has more than thirty rules, each with article, source and validity', () => {
    expect(ids.length).toBeGreaterThan(60)
    for (const { article, source, valid_from, valid_to, holds_for } of LEGAL_RULES) {
      expect(article).not.toBe('')
      expect(source).not.toBe('')
      expect(holds_for.length).toBeGreaterThan(0)
      expect(valid_from < (valid_to ?? '9999-12-31')).toBe(true)
    }
  })

  it('has never two versions of one rule in force on a day, and no gap between versions', () => {
    for (const id of ids) {
      const versions = LEGAL_RULES.filter((rule) => rule.id === id).sort((a, b) => a.version - b.version)
      expect(versions.map(({ version }) => version)).toEqual(versions.map((_, at) => at + 1))
      versions.slice(1).forEach(({ valid_from }, at) => {
        const ended = versions[at]?.valid_to ?? ''
        expect(Date.parse(valid_from) - Date.parse(ended)).toBe(86_400_000)
      })
      expect(versions.at(-1)?.valid_to).toBeNull()
    }
  })

  it('claims no statute where there is none', () => {
    for (const { article, basis } of LEGAL_RULES) if (article === '—') expect(basis).toBe('policy')
  })

  it('has a sentence in both languages for each rule and no other', () => {
    expect(Object.keys(RULES_FR).sort()).toEqual([...ids].sort())
    expect(Object.keys(RULES_EN).sort()).toEqual([...ids].sort())
    for (const id of ids) {
      const placeholders = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()
      expect(placeholders(RULES_FR[id])).toEqual(placeholders(RULES_EN[id]))
      for (const text of [RULES_FR[id] ?? '', RULES_EN[id] ?? '']) expect(text).toMatch(/^\p{Lu}.*\.$/u)
    }
  })

  it('writes French with its no-break spaces and apostrophes', () => {
    for (const text of Object.values(RULES_FR)) expect(text).not.toMatch(/ [;:!?%»€]|« |\w'\w/)
  })
})

describe('a message without fault', () => {
  it('has no findings', () => {
    expect(checkLegal(aSubject())).toEqual([])
  })

  it('may speak of what businesses owe', () => {
    const body =
      'Des pénalités au taux de refinancement de la BCE majoré de 10 points et l’indemnité forfaitaire de 40 € sont dues.'
    expect(checkLegal(aSubject({ texts: { body }, tags: ['indemnity', 'late_interest'] }))).toEqual([])
  })

  it('is a complete formal notice', () => {
    const body =
      'Nous vous mettons en demeure de payer sous huit jours ; à défaut, nous saisirons le tribunal. Intérêts : article 1344-1.'
    const notice = { kind: 'formal_notice', channel: 'registered_letter', tone: 'formal' } as const
    expect(checkLegal(aSubject({ step: notice, texts: { body } }))).toEqual([])
  })
})

describe('a consumer and the 40 €', () => {
  const body = 'Une indemnité forfaitaire de 40 € pour frais de recouvrement est due.'
  const consumer = aSubject({
    debtor: { kind: 'consumer' },
    texts: { body },
    invoices: [{ time_barred_on: '2028-10-01' }],
  })

  it('is refused with the article, its dates, the words and where they stand', () => {
    expect(checkLegal(consumer)[0]).toMatchObject({
      rule: 'consumer/no-recovery-indemnity',
      version: 1,
      severity: 'refusal',
      article: 'C. com. L441-10 II, D441-5',
      valid_from: '2013-01-01',
      valid_to: null,
      params: { words: 'indemnité forfaitaire' },
      where: { field: 'body', excerpt: 'Une indemnité forfaitaire de 40 € pour frais de recouvrement est…' },
    })
  })

  it('reads like a sentence in both languages', () => {
    const [finding] = checkLegal(consumer)
    expect(finding && findingText(finding, 'fr')).toBe(
      'L’indemnité forfaitaire de 40\u00a0€ ne peut pas être demandée à un consommateur, elle n’est due qu’entre professionnels\u00a0: retirez «\u00a0indemnité forfaitaire\u00a0».',
    )
    expect(finding && findingText(finding, 'en')).toContain('owed between professionals only')
  })

  it('is refused to unknown kinds too, with a warning that the kind is missing', () => {
    const rules = checkLegal({ ...consumer, debtor: { ...consumer.debtor, kind: 'unknown' } }).map(
      ({ rule }) => rule,
    )
    expect(rules).toContain('consumer/no-recovery-indemnity')
    expect(rules).toContain('debtor/unknown-kind')
  })

  it('does not take a price of 40 € for it', () => {
    const rules = checkLegal({ ...consumer, texts: { body: 'Votre facture de 40 € reste à régler.' } })
    expect(rules).toEqual([])
  })
})

it('takes the version in force on the day of the message', () => {
  const pixel = (on: string) =>
    checkLegal(aSubject({ on, texts: { body: '.', html: '<img src="https://t.example/p.gif">' } })).find(
      ({ rule }) => rule === 'privacy/tracking-pixel',
    )
  expect(pixel('2026-04-13')).toBeUndefined()
  expect(pixel('2026-07-13')).toMatchObject({ version: 1, severity: 'warning', valid_to: '2026-07-13' })
  expect(pixel('2026-07-14')).toMatchObject({ version: 2, severity: 'refusal', valid_to: null })
  expect(rulesInForce('1990-01-01').map(({ id }) => id)).toEqual(['time-bar/public'])
})

it('puts refusals before warnings', () => {
  const found = checkLegal(aSubject({ debtor: { kind: 'unknown' }, sender: { name: '' } }))
  const severities = found.map(({ severity }) => severity)
  expect(severities).toEqual([...severities].sort())
  expect(severities[0]).toBe('refusal')
})

it('writes days and codes in words', () => {
  const finding = (rule: string, params: Record<string, string>) => findingText({ rule, params }, 'fr')
  expect(finding('insolvency/declare-claim', { published: '2026-10-15', deadline: '2026-12-15' })).toContain(
    'publié le 15 octobre 2026\u00a0: déclarez la créance au mandataire judiciaire au plus tard le 15 décembre 2026',
  )
  expect(finding('formal-notice/channel', { channel: 'phone' })).toContain('(téléphone)')
  expect(finding('late-interest/contract-below-floor', { percent: '5.00', floor: '7.86' })).toContain('7,86')
})

it('counts two months from publication, four from abroad, to the last day of short months', () => {
  expect(claimDeadline('2026-10-15')).toBe('2026-12-15')
  expect(claimDeadline('2026-12-31')).toBe('2027-02-28')
  expect(claimDeadline('2026-10-15', true)).toBe('2027-02-15')
})

it('treats sole traders as businesses and associations as consumers unless it is recorded otherwise', () => {
  expect(regimeOf('sole_trader')).toBe('business')
  expect(regimeOf('sole_trader', 'consumer')).toBe('consumer')
  expect(regimeOf('association')).toBe('consumer')
  expect(regimeOf('association', 'business')).toBe('business')
  expect(regimeOf('')).toBe('consumer')
  expect(isNaturalPerson('sole_trader')).toBe(true)
})
