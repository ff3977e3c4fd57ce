import { campaignDefinition } from '../../campaigns/campaign.contract'
import { campaigns } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { OutgoingMessage } from '../channels/channel'
import type { PlannedContact } from '../planner/verdict'
import type { NewMessage, OutboxMessage } from './outbox-row'

export const CAMPAIGN = '00000000-0000-4000-8000-00000000000c'
export const MORNING = new Date('2026-11-23T08:00:00Z')

/** Test aid: a planned contact, by e-mail, whose moment has come. */
export const aContact = (change: Partial<PlannedContact> = {}): PlannedContact => ({
  campaignId: CAMPAIGN,
  campaignVersion: 1,
  segmentId: 'small',
  variantId: 'a',
  probability: 0.5,
  stepId: 'courteous',
  kind: 'courteous',
  reaction: '',
  level: 1,
  channel: 'email',
  tone: 'friendly',
  template: 'courteous',
  templateVersion: 3,
  language: 'fr',
  recipient: { name: 'Jeanne Martin', address: 'jeanne@exemple.fr' },
  currency: 'EUR',
  claims: [{ invoiceId: 'F1', level: 1, open: 1_200_000n, dueOn: '2026-11-01' }],
  alsoClaimed: [],
  listed: [],
  apart: [],
  otherCurrencies: [],
  deducted: 0n,
  totalDue: 1_200_000n,
  notBefore: MORNING.getTime(),
  movedFrom: null,
  ...change,
})

export const aMessage = (n: number, change: Partial<PlannedContact> = {}): NewMessage => ({
  entityId: 'MAIN',
  customerId: `C${n}`,
  plannedDay: '2026-11-23',
  contact: aContact({ recipient: { name: `Client ${n}`, address: `c${n}@exemple.fr` }, ...change }),
})

/** Test aid: the text of a message, without a library of templates. */
export const aText = (message: OutboxMessage): OutgoingMessage => ({
  reminderId: message.id,
  entityId: message.entityId,
  customerId: message.customerId,
  channel: message.channel,
  language: 'fr',
  recipient: message.contact.recipient,
  copyTo: [],
  subject: 'Facture F1',
  text: 'Bonjour',
  html: '<p>Bonjour</p>',
  attachments: [],
  unsubscribeUrl: 'https://exemple.fr/p/abc/opt-out',
  plannedDay: message.plannedDay,
  contact: message.contact,
})

/** Test aid: a running campaign of one step. */
export async function addCampaign(metadata: Metadata): Promise<void> {
  const step = {
    id: 'courteous',
    kind: 'courteous',
    day: { from_due: 5 },
    channels: ['email'],
    tone: 'friendly',
    template: 'courteous',
  }
  const definition = campaignDefinition.parse({
    name: 'Relances',
    scenarios: [{ segment: null, steps: [step] }],
  })
  await metadata.db
    .insert(campaigns)
    .values({
      id: CAMPAIGN,
      name: 'Relances',
      state: 'running',
      definition,
      priority: 50,
      createdBy: 'system',
      editedBy: 'system',
      startedAt: MORNING,
    })
    .onConflictDoNothing()
}
