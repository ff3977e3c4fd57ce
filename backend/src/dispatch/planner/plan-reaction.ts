import { onAccountOn } from './balances'
import type { CampaignDay } from './campaign-day'
import { reach } from './reach'
import { reactionOf, reactionStep } from './reactions'
import type { OpenPart } from './standing'
import { reactionSlot } from './timing'
import type { ListedInvoice, PlannedContact } from './verdict'

/**
 * The answer of the day to what the customer did: it claims nothing and counts for no cap, but keeps to the windows.
 * Null when nothing asks for one, or when its channel does not reach him.
 */
export function planReaction(given: CampaignDay): PlannedContact | null {
  const { record, campaign, world, now, day, zone, isHoliday } = given
  const { reactions } = campaign.definition
  if (reactions.length === 0) return null
  const found = reactionOf(reactions, { record, day, now, zone, isHoliday })
  if (!found) return null
  const { on, channel, template } = found.reaction
  const reached = reach({
    record,
    campaign,
    world,
    now,
    channels: [channel],
    role: 'accounts_payable',
    template,
    refusal: () => null,
  })
  if ('reason' in reached) return null
  return {
    campaignId: campaign.id,
    campaignVersion: campaign.version,
    segmentId: world.segmentOf(record, campaign, day),
    variantId: '',
    probability: 1,
    stepId: reactionStep(on),
    kind: 'reaction',
    reaction: on,
    level: 0,
    ...reached,
    tone: on === 'payment' || on === 'settlement' ? 'thank_you' : 'neutral',
    template,
    templateVersion: campaign.templates[template] ?? 1,
    ...reactionMoney(given),
    claims: [],
    alsoClaimed: [],
    apart: [],
    ...reactionSlot(record, world, now, channel),
  }
}

/** What is late of a customer, for information: answers name it, they do not claim it. */
export function reactionMoney({
  record,
  parts,
  day,
}: Pick<CampaignDay, 'record' | 'parts' | 'day'>): Pick<
  PlannedContact,
  'currency' | 'listed' | 'otherCurrencies' | 'deducted' | 'totalDue'
> {
  const late = parts.filter(({ dueOn, claimable }) => dueOn < day && claimable > 0n)
  const currency = late[0]?.invoice.currency ?? record.invoices[0]?.currency ?? ''
  const own = late.filter(({ invoice }) => invoice.currency === currency)
  const total = own.reduce((sum, { claimable }) => sum + claimable, 0n)
  const account = onAccountOn(record, currency, day)
  const deducted = account <= 0n ? 0n : account < total ? account : total
  return {
    currency,
    listed: listed(own),
    otherCurrencies: listed(late.filter(({ invoice }) => invoice.currency !== currency)),
    deducted,
    totalDue: total - deducted,
  }
}

const listed = (parts: readonly OpenPart[]): ListedInvoice[] =>
  parts.map(({ invoice, claimable, dueOn }) => ({
    invoiceId: invoice.id,
    currency: invoice.currency,
    open: claimable,
    dueOn,
  }))
