import { describe, expect, it } from 'vitest'
import { REACTIONS } from '../../campaigns/campaign.contract'
import type { ReactionTrigger } from '../../campaigns/campaign.contract'
import { checkLegal } from '../../legal'
import type { LegalSubject } from '../../legal'
import { compileTemplate } from '../compile'
import { EXAMPLE_SENDER, exampleSubject } from '../example'
import { renderMessage } from '../render'
import { addDays, decimal } from '../tags/format'
import type { Template } from '../template'
import { LIBRARY } from './library'

const TODAY = '2026-03-19'
const REGIMES = ['business', 'public', 'consumer'] as const

async function legalSubject(template: Template, regime: (typeof REGIMES)[number]): Promise<LegalSubject> {
  const { occasion, channel, language, tone } = template
  const subject = exampleSubject({ occasion, channel, language, regime, today: TODAY })
  const message = renderMessage(await compileTemplate(template), subject)
  const reaction = REACTIONS.includes(occasion as ReactionTrigger)
  const texts = {
    ...(message.sms ? { sms: message.sms.text } : {}),
    ...(message.callScript ? { script: message.callScript } : {}),
    ...(message.html || message.letter ? { subject: message.subject, body: message.text } : {}),
    ...(message.html ? { html: message.html } : {}),
  }
  return {
    on: TODAY,
    step: { kind: reaction ? 'reaction' : (occasion as 'courteous'), channel, tone, language },
    texts,
    tags: [...message.tags],
    sender: {
      name: EXAMPLE_SENDER.name,
      address: EXAMPLE_SENDER.address,
      registration: EXAMPLE_SENDER.registration,
      phones: [EXAMPLE_SENDER.phone],
      acting_as: 'creditor',
      mandate_on: null,
      creditor: null,
    },
    debtor: {
      kind: regime,
      acts_as: null,
      country: 'FR',
      opted_out_of: [],
      consents: { prospecting: false, registered_e_letter: false, tracking: false },
      insolvency: null,
      formal_notice_on: occasion === 'order_stop' || occasion === 'hand_over' ? addDays(TODAY, -20) : null,
      first_letter: null,
    },
    invoices: subject.contact.claims.map(({ invoiceId, dueOn, open }) => ({
      id: invoiceId,
      issued_on: addDays(dueOn, -30),
      due_on: dueOn,
      open: decimal(open),
      claimed: true,
      disputed: false,
      time_barred_on: '2027-12-31',
      available_on: addDays(dueOn, -30),
    })),
    decision: null,
    local: null,
    contract_rate: null,
    missing_rates: [],
  }
}

describe('what the law says of the library', () => {
  it.each(LIBRARY.map((template) => [template.id, template] as const))(
    '%s is refused to no kind of debtor',
    async (_, template) => {
      for (const regime of REGIMES) {
        const findings = checkLegal(await legalSubject(template, regime))
        const refused = findings.filter(({ severity }) => severity === 'refusal')
        expect(refused.map(({ rule, params, where }) => ({ regime, rule, params, where }))).toEqual([])
      }
    },
  )
})
