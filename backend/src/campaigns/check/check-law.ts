import { checkLegal, findingText, regimeOf } from '../../legal'
import type {
  DebtorKind,
  LegalDecision,
  LegalSender,
  LegalSubject,
  LegalTexts,
  MissingRate,
  Regime,
} from '../../legal'
import { compileTemplate, exampleSubject, renderMessage } from '../../messages'
import type { MessageSubject, Sender } from '../../messages'
import type { CampaignDefinition } from '../campaign.contract'
import type { CampaignFinding } from '../campaigns.contract'
import type { Use } from './uses'

export interface LawQuestion {
  readonly on: string
  readonly sender: Sender
  readonly definition: CampaignDefinition
  /** fields by which a segment ('' = everyone else) is chosen, those of the population included */
  readonly criteria: (segment: string | null) => readonly string[]
  readonly assessmentOn: string | null
  readonly missingRates: readonly MissingRate[]
}

/** What the law says of each text, rendered for an example of each kind of debtor it would go to. */
export async function checkLaw(uses: readonly Use[], question: LawQuestion): Promise<CampaignFinding[]> {
  const found: CampaignFinding[] = []
  for (const use of uses) {
    const subject = await subjectOf(use, question)
    if (subject === null) continue
    for (const legal of checkLegal(subject)) {
      const { rule, article, source, valid_from, valid_to, severity, params } = legal
      found.push({
        code: `legal_${rule}`,
        severity: severity === 'refusal' ? 'error' : 'warning',
        place: use.place,
        message: { fr: findingText(legal, 'fr'), en: findingText(legal, 'en') },
        mend: MEND[rule === RATE_MISSING ? 'rate' : legal.where === null ? 'design' : 'text'],
        law: { rule, article, source, valid_from, valid_to },
        params: { ...params },
      })
    }
  }
  return found
}

export const RATE_MISSING = 'late-interest/reference-rate-missing'
const MEND = {
  rate: {
    fr: 'Saisir ce taux dans Réglages, taux de référence.',
    en: 'Enter this rate in Settings, reference rates.',
  },
  text: {
    fr: 'Changer le texte pour cette qualité de débiteur, ou l’exclure de la population.',
    en: 'Change the text for this kind of debtor, or leave them out of the population.',
  },
  design: {
    fr: 'Changer l’étape ou le canal, ou exclure cette qualité de débiteur.',
    en: 'Change the step or the channel, or leave this kind of debtor out.',
  },
}

/** null: the text cannot be rendered, which is a finding of its own. */
async function subjectOf(use: Use, question: LawQuestion): Promise<LegalSubject | null> {
  const { template, channel, debtor } = use
  const kind = debtor as DebtorKind | 'unknown'
  const regime = regimeOf(kind)
  const { language } = template
  const wish = { occasion: use.occasion, channel, language, regime, today: question.on }
  const example = oneInvoice(exampleSubject(wish))
  const invoices = example.customer.invoices.map(({ id, issuedOn, dueOn }) => ({
    id,
    issued_on: issuedOn,
    due_on: dueOn,
    open: '2406.30',
    claimed: true,
    disputed: false,
    time_barred_on: null,
    available_on: kind === 'public' ? issuedOn : null,
  }))
  const compiled = await compileTemplate(template).catch(() => null)
  if (compiled === null) return null
  try {
    const message = renderMessage(compiled, { ...example, sender: question.sender })
    // A tag in a branch that this kind of debtor never sees is not sent to him.
    const tags = [...message.tags]
    return {
      on: question.on,
      step: { kind: use.kind, channel, tone: use.tone, language },
      texts: textsOf(message),
      tags,
      sender: senderOf(question),
      debtor: {
        ...DEBTOR,
        kind,
        formal_notice_on: use.kind === 'hand_over' ? (example.facts.earlierNoticeOn ?? null) : null,
      },
      invoices,
      decision: decisionOf(use, question),
      local: null,
      contract_rate: null,
      missing_rates: ratesNeeded(tags, regime, question.missingRates),
    }
  } catch {
    return null
  }
}

/** One invoice, so that the fixed sum of the law stands in the text as it is and not added up. */
function oneInvoice(example: MessageSubject): MessageSubject {
  const { contact, customer, charges } = example
  const indemnity = charges === null ? null : charges.indemnity / BigInt(Math.max(1, contact.claims.length))
  return {
    ...example,
    contact: { ...contact, claims: contact.claims.slice(0, 1) },
    customer: { ...customer, invoices: customer.invoices.slice(0, 1) },
    charges: charges === null || indemnity === null ? null : { ...charges, indemnity },
  }
}

/** Only a text that shows interest needs a rate: that of consumers is the legal one, of all others the bank's. */
function ratesNeeded(
  tags: readonly string[],
  regime: Regime,
  missing: readonly MissingRate[],
): readonly MissingRate[] {
  if (!tags.some((tag) => tag === 'late_interest' || tag === 'interest_rate')) return []
  const needed = regime === 'consumer' ? 'legal_other' : 'ecb_refinancing'
  return missing.filter(({ rate }) => rate === needed)
}

const DEBTOR = {
  acts_as: null,
  country: 'FR',
  opted_out_of: [],
  consents: { prospecting: false, registered_e_letter: false, tracking: false },
  insolvency: null,
  first_letter: null,
}

function textsOf(message: ReturnType<typeof renderMessage>): LegalTexts {
  if (message.sms !== null) return { sms: message.sms.text }
  if (message.callScript !== null) return { script: message.callScript }
  const html = message.html === null ? {} : { html: message.html }
  return { subject: message.subject, body: message.text, ...html }
}

const senderOf = ({ sender, definition }: LawQuestion): LegalSender => ({
  name: sender.name,
  address: sender.address,
  registration: sender.registration,
  phones: sender.phone === '' ? [] : [sender.phone],
  acting_as: definition.acting_as,
  mandate_on: null,
  creditor: null,
})

function decisionOf({ segment }: Use, { criteria, assessmentOn }: LawQuestion): LegalDecision {
  const fields = criteria(segment)
  return {
    uses_profile: fields.includes('payer_profile'),
    uses_score: fields.includes('risk'),
    assessment_on: assessmentOn,
    criteria: fields,
  }
}
