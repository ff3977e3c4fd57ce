import { campaignDefinition } from '../campaign.contract'
import type { Step } from '../campaign.contract'
import type { CampaignPlan } from '../campaigns.contract'
import { ladder } from './ladder'
import { thanks, usualReactions } from './reactions'
import { planStep } from './steps'

const profileIs = (...profiles: string[]) => ({ field: 'payer_profile', op: 'in', value: profiles })

interface Sketch extends Omit<CampaignPlan, 'definition'> {
  steps: readonly Step[]
  population: unknown
  reactions?: CampaignPlan['definition']['reactions']
  priority?: number
}

const plan = ({ steps, population, reactions, priority, ...rest }: Sketch): CampaignPlan => ({
  ...rest,
  definition: campaignDefinition.parse({
    name: rest.name.fr,
    population,
    scenarios: [{ segment: null, steps }],
    reactions: reactions ?? usualReactions,
    priority: priority ?? 60,
  }),
})

/** Who forgets pays at the first word: early, friendly, by the channels that are read at once. */
const forgetter: readonly Step[] = [
  planStep({
    kind: 'before_due',
    day: { from_due: -3 },
    channels: ['email', 'sms'],
    tone: 'friendly',
    required: false,
  }),
  planStep({
    kind: 'courteous',
    day: { from_due: 2 },
    channels: ['email', 'sms'],
    tone: 'friendly',
    rotate: true,
    attach: ['statement'],
  }),
  planStep({
    id: 'courteous-again',
    kind: 'courteous',
    day: { from_due: 9 },
    channels: ['sms', 'email'],
    tone: 'empathic',
  }),
  planStep({
    kind: 'firm',
    day: { from_due: 20 },
    channels: ['phone', 'email'],
    tone: 'empathic',
    attach: ['statement'],
  }),
  planStep({ kind: 'formal_notice', day: { from_due: 45 }, channels: ['registered_letter'], tone: 'formal' }),
]

/** Who pays late by plan waits for the step that costs him something: fewer words, dates that hold. */
const organised: readonly Step[] = [
  planStep({
    kind: 'courteous',
    day: { from_due: 1 },
    channels: ['email'],
    tone: 'neutral',
    attach: ['statement'],
  }),
  planStep({
    kind: 'firm',
    day: { from_due: 8 },
    channels: ['phone', 'email'],
    tone: 'consequences',
    contact_role: 'director',
    attach: ['statement'],
    copy_to_account_manager: true,
  }),
  planStep({
    kind: 'formal_notice',
    day: { from_due: 20 },
    channels: ['registered_letter'],
    tone: 'formal',
    contact_role: 'director',
    attach: ['statement'],
  }),
  planStep({
    kind: 'order_stop',
    day: { after_previous: 16 },
    channels: ['email', 'letter'],
    tone: 'firm',
    required: false,
  }),
  planStep({
    kind: 'hand_over',
    day: { after_previous: 10 },
    channels: ['letter'],
    tone: 'formal',
    contact_role: 'legal',
    attach: ['statement'],
  }),
]

/** Who is stopped by his own rules or disorder needs papers in order and a person, not pressure. */
const helped: readonly Step[] = [
  planStep({
    kind: 'before_due',
    day: { from_due: -10 },
    channels: ['email'],
    tone: 'neutral',
    required: false,
    attach: ['statement'],
  }),
  planStep({
    kind: 'courteous',
    day: { from_due: 3 },
    channels: ['phone', 'email'],
    tone: 'empathic',
    attach: ['statement'],
  }),
  planStep({
    kind: 'firm',
    day: { from_due: 18 },
    channels: ['email', 'letter'],
    tone: 'empathic',
    contact_role: 'director',
    attach: ['statement'],
    copy_to_account_manager: true,
  }),
  planStep({ kind: 'formal_notice', day: { from_due: 45 }, channels: ['registered_letter'], tone: 'formal' }),
]

/** Ready-made campaigns, to be copied and changed. */
export const plans: readonly CampaignPlan[] = [
  plan({
    id: 'ladder',
    name: { fr: 'Scénario complet', en: 'Full ladder' },
    purpose: {
      fr: 'De la question de satisfaction au dossier contentieux, pour tous les clients.',
      en: 'From the satisfaction question to the hand-over file, for every customer.',
    },
    profile: null,
    population: null,
    steps: ladder,
    reactions: [thanks, ...usualReactions],
    priority: 50,
  }),
  plan({
    id: 'sincere-forgetter',
    name: { fr: 'Oubli sincère', en: 'Sincere forgetter' },
    purpose: {
      fr: 'Rappels tôt, aimables, par e-mail et SMS en alternance.',
      en: 'Early and friendly, by e-mail and text message in turn.',
    },
    profile: 'sincere_forgetter',
    population: profileIs('sincere_forgetter', 'good', 'new'),
    steps: forgetter,
    reactions: [thanks, ...usualReactions],
  }),
  plan({
    id: 'organised-late',
    name: { fr: 'Retard organisé', en: 'Organised late payer' },
    purpose: {
      fr: 'Peu de messages, échéances fermes, mise en demeure à J+20.',
      en: 'Few messages, firm dates, formal notice on day 20.',
    },
    profile: 'organised_late',
    population: profileIs('organised_late', 'dominant', 'selective'),
    steps: organised,
  }),
  plan({
    id: 'needs-help',
    name: { fr: 'Débordé ou très contrôlé', en: 'Disorganised or over-controlled' },
    purpose: {
      fr: 'Pièces envoyées avant l’échéance, un appel, puis le relevé\u00a0: aider avant d’insister.',
      en: 'Papers before the due date, a call, then the statement: help before pressure.',
    },
    profile: 'disorganised',
    population: profileIs('disorganised', 'over_controlled'),
    steps: helped,
  }),
]
