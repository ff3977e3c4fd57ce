import { describe, expect, it } from 'vitest'
import { REACTIONS, STEP_KINDS, TONES } from '../../campaigns/campaign.contract'
import { checkTemplate } from '../check/check-template'
import { compileTemplate } from '../compile'
import { exampleSubject } from '../example'
import { renderMessage } from '../render'
import { LIBRARY, chooseTemplate } from './library'

const TODAY = '2026-03-19'
const REGIMES = ['business', 'public', 'consumer'] as const

describe('the library', () => {
  it('has the courteous step in all eight tones by e-mail, SMS, letter and phone, in both languages', () => {
    for (const channel of ['email', 'sms', 'letter', 'phone'] as const)
      for (const language of ['fr', 'en'] as const)
        expect(
          TONES.filter(
            (tone) => chooseTemplate({ family: 'courteous', channel, language, tone })?.tone !== tone,
          ),
          `${channel} ${language}`,
        ).toEqual([])
  })

  it('has an e-mail for every step and reaction', () => {
    const families = new Set(LIBRARY.filter(({ channel }) => channel === 'email').map(({ family }) => family))
    expect([...STEP_KINDS, ...REACTIONS].filter((family) => !families.has(family))).toEqual([])
  })

  it('is the same in French and in English', () => {
    const of = (language: string) =>
      LIBRARY.filter((template) => template.language === language).map(({ id }) => id.slice(0, -3))
    expect(of('fr')).toEqual(of('en'))
    expect(LIBRARY.length).toBeGreaterThan(170)
  })

  it.each(LIBRARY.map((template) => [template.id, template] as const))(
    '%s has nothing to mend',
    async (_, template) => {
      const findings = await checkTemplate(template, { occasion: template.occasion, today: TODAY })
      expect(findings.filter(({ code }) => code !== 'about_others')).toEqual([])
    },
  )

  it.each(LIBRARY.map((template) => [template.id, template] as const))(
    '%s has a value for every tag, for every kind of customer, with as little as may be known',
    async (_, template) => {
      const compiled = await compileTemplate(template)
      const { occasion, channel, language } = template
      for (const regime of REGIMES) {
        const full = exampleSubject({ occasion, channel, language, regime, today: TODAY })
        const bare = {
          ...full,
          charges: null,
          sender: {
            ...full.sender,
            registration: '',
            phone: '',
            email: '',
            accountManager: '',
            iban: '',
            bic: '',
          },
          contact: { ...full.contact, recipient: { name: '', address: '' } },
          facts: { ...full.facts, concerned: [], call: { on: TODAY, summary: '' } },
        }
        for (const subject of [full, bare]) {
          const message = renderMessage(compiled, subject)
          for (const text of [message.text, message.html ?? '', message.subject])
            expect(text).not.toMatch(/\{\{|\}\}|undefined|NaN|\[object/)
          // A phone gets plain spaces: the others cost more than half of a message.
          if (language === 'fr' && channel !== 'sms')
            for (const text of [message.text, message.subject])
              expect(text.replaceAll(/https?:\/\/\S+/g, '')).not.toMatch(/ [;:!?»%€]|« /)
        }
      }
    },
  )
})
