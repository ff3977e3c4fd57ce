import { z } from 'zod'

/** What is kept back: all, channel:NAME, campaign:ID or entity:ID. */
export const stopScope = z
  .string()
  .regex(
    /^(all|channel:[a-z_]{1,40}|campaign:[0-9a-f-]{36}|entity:.{1,100})$/,
    'must be all, channel:…, campaign:… or entity:…',
  )

const stop = z.object({
  scope: z.string(),
  reason: z.string(),
  note: z.string(),
  by: z.string(),
  since: z.string(),
})

/** GET /api/sending: what waits, what went out and what is kept back */
export const sendingState = z.object({
  stops: z.array(stop),
  messages: z.array(z.object({ channel: z.string(), state: z.string(), messages: z.number() })),
})
export type SendingState = z.infer<typeof sendingState>

/** PUT /api/sending/stops/{scope} */
export const newStop = z.strictObject({ note: z.string().trim().max(500).default('') })

/** GET /api/sending/dead-letters: what was not sent, with its reason, newest first */
export const deadLetters = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      entity_id: z.string(),
      customer_id: z.string(),
      /** of the person or company written to */
      name: z.string(),
      campaign_id: z.string(),
      /** empty where there is none any more */
      campaign: z.string(),
      kind: z.string(),
      planned_day: z.string(),
      channel: z.string(),
      recipient: z.string(),
      /** held: whether it went out is unknown */
      state: z.enum(['dead', 'held']),
      attempts: z.number(),
      error_code: z.string().nullable(),
      error: z.string().nullable(),
      ended_at: z.string().nullable(),
    }),
  ),
})
export type DeadLettersAnswer = z.infer<typeof deadLetters>
export type DeadLetterRow = DeadLettersAnswer['rows'][number]

export const messageIds = z.strictObject({ ids: z.array(z.uuid()).min(1).max(500) })
export type MessageIds = z.infer<typeof messageIds>
/** POST /api/sending/dead-letters/discard: the reason stays with the message and in the audit log */
export const discarded = messageIds.extend({ reason: z.string().trim().min(3).max(500) })
export type Discarded = z.infer<typeof discarded>
export const moved = z.object({ ids: z.array(z.string()) })
export type Moved = z.infer<typeof moved>

/** GET /api/sending/shown: messages of channels that are not set up, newest first */
export const shownMessages = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      channel: z.string(),
      recipient: z.object({ name: z.string(), address: z.string() }),
      subject: z.string(),
      text: z.string(),
      at: z.string(),
    }),
  ),
})
export type ShownMessages = z.infer<typeof shownMessages>

export const channelName = z.enum(['email', 'sms', 'webhook'])
/** GET /api/channels: by which providers messages leave; secrets are never shown */
export const channelRows = z.object({
  rows: z.array(
    z.object({
      channel: channelName,
      /** empty: every entity without settings of its own */
      entity_id: z.string(),
      settings: z.record(z.string(), z.unknown()),
      has_secrets: z.boolean(),
      updated_at: z.string(),
    }),
  ),
})
export type ChannelRows = z.infer<typeof channelRows>

/** PUT /api/channels/{channel}: secrets that are left out stay as they were */
export const newChannelSettings = z.strictObject({
  entity_id: z.string().max(100).default(''),
  settings: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.string()).optional(),
})
export type NewChannelSettings = z.input<typeof newChannelSettings>
/** POST /api/channels/{channel}/test: sends one message by settings that need not be kept yet */
export const newTrial = newChannelSettings.extend({
  /** address or number; of a webhook of no meaning */
  to: z.string().trim().min(1).max(300),
  language: z.enum(['fr', 'en']).default('fr'),
})
export type NewTrial = z.output<typeof newTrial>
export const ofEntity = z.strictObject({ entity: z.string().max(100).default('') })
