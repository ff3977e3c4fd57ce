import { z } from 'zod'
import { REACTIONS, STEP_KINDS, channel, tone } from '../campaigns/campaign.contract'
import { day } from '../http/shapes.contract'

/** Channels that have texts of their own: a registered letter is a letter, a webhook carries data only. */
export const TEMPLATE_CHANNELS = ['email', 'sms', 'letter', 'phone', 'task'] as const
/** Languages that messages are written in. */
export const LANGUAGES = ['fr', 'en'] as const
export const REGIMES = ['business', 'public', 'consumer'] as const

const BODY_LENGTH = 60_000
const occasion = z.enum([...STEP_KINDS, ...REACTIONS])
export const family = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)

/** One text of a family. */
export const templateText = z.strictObject({
  channel: z.enum(TEMPLATE_CHANNELS),
  language: z.enum(LANGUAGES),
  tone,
  /** of e-mails and letters */
  subject: z.string().max(400).default(''),
  /** of e-mails: what a mailbox shows after the subject */
  preheader: z.string().max(400).default(''),
  /** MJML for e-mail; plain text for the others, with blocks on lines of their own, `- ` items, `**` bold paragraphs */
  body: z.string().max(BODY_LENGTH),
})
export type WrittenText = z.infer<typeof templateText>

const familyHead = z.object({
  family,
  /** empty for the library's, whose names are translated by family */
  name: z.string(),
  occasion,
  /** read-only: to be copied */
  library: z.boolean(),
  copied_from: z.string().nullable(),
  /** 0: of the library, and no campaign has pinned it yet */
  version: z.number().int(),
})

/** GET /api/templates: the library in the order of the ladder, then the company's own by name */
export const templatesAnswer = z.object({
  rows: z.array(familyHead.extend({ texts: z.array(templateText.omit({ body: true, preheader: true })) })),
})
export type TemplatesAnswer = z.infer<typeof templatesAnswer>

/** GET /api/templates/{family}?version= */
export const templateQuery = z.object({ version: z.coerce.number().int().min(1).optional() })
export const templateFamily = familyHead.extend({
  texts: z.array(templateText),
  /** newest first */
  versions: z.array(
    z.object({
      version: z.number().int(),
      note: z.string(),
      created_by: z.string(),
      created_at: z.string(),
    }),
  ),
})
export type TemplateFamily = z.infer<typeof templateFamily>

/** POST /api/templates: a family of one's own, empty or a copy */
export const newTemplate = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** family to copy; without one, `occasion` says what the new one is for */
  copy_of: family.optional(),
  occasion: occasion.optional(),
})
export type NewTemplate = z.input<typeof newTemplate>

/** PUT /api/templates/{family}/texts: a new version of the family with this text in the place of the old one */
export const textChange = z.strictObject({
  /** the version that was edited; refused when somebody else was faster */
  base_version: z.number().int().min(1),
  text: templateText,
  /** true: the text is taken out instead */
  remove: z.boolean().default(false),
  note: z.string().trim().max(300).default(''),
})
export type TextChange = z.input<typeof textChange>

const severity = z.enum(['error', 'warning', 'note'])
const bilingual = z.object({ fr: z.string(), en: z.string() })
export const templateFinding = z.object({
  code: z.string(),
  severity,
  field: z.enum(['subject', 'preheader', 'body']),
  /** characters from the start of the field */
  at: z.number().int(),
  /** from 1 */
  line: z.number().int(),
  found: z.string(),
  nearest: z.string().nullable(),
  mend: bilingual,
})
export type TemplateFinding = z.infer<typeof templateFinding>

/** POST /api/templates/check */
export const checkRequest = z.strictObject({
  text: templateText,
  occasion,
  /** where it is sent, when it is not the text's own channel */
  channel: channel.optional(),
})
export type CheckRequest = z.input<typeof checkRequest>
export const checkAnswer = z.object({ findings: z.array(templateFinding) })
export type CheckAnswer = z.infer<typeof checkAnswer>

/** POST /api/templates/preview and /preview/letter */
export const previewRequest = z.strictObject({
  text: templateText,
  occasion,
  regime: z.enum(REGIMES).default('business'),
  /** a real customer with what he owes on `as_of`; without one, an example */
  customer: z
    .strictObject({ customer_id: z.string().min(1).max(400), entity_id: z.string().max(100).optional() })
    .optional(),
  as_of: day.optional(),
})
export type PreviewRequest = z.input<typeof previewRequest>
export const messagePreview = z.object({
  subject: z.string(),
  text: z.string(),
  /** address of the e-mail as a page of its own without scripts, for a frame; null for other channels */
  html_path: z.string().nullable(),
  sms: z
    .object({
      text: z.string(),
      encoding: z.enum(['GSM-7', 'UCS-2']),
      units: z.number().int(),
      parts: z.number().int(),
      left: z.number().int(),
    })
    .nullable(),
})
export type MessagePreview = z.infer<typeof messagePreview>

/** POST /api/templates/test: sends the preview to the one who asks */
export const testRequest = previewRequest.extend({ to: z.string().trim().min(3).max(200) })
export type TestRequest = z.input<typeof testRequest>

/** GET /api/templates/tags: what may stand between double braces */
export const tagsAnswer = z.object({
  rows: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['scalar', 'link', 'block', 'flag']),
      meaning: bilingual,
      example: bilingual,
      channels: z.array(channel).nullable(),
      given: z.union([z.literal('always'), z.literal('sometimes'), z.array(occasion)]),
    }),
  ),
})
export type TagsAnswer = z.infer<typeof tagsAnswer>

/** GET and PUT /api/senders/{entity}: in whose name messages go out; empty text where not known */
export const senderIdentity = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** lines parted by line breaks */
  address: z.string().trim().min(5).max(400),
  registration: z.string().trim().max(80).default(''),
  phone: z.string().trim().max(40).default(''),
  email: z.union([z.literal(''), z.email()]).default(''),
  account_manager: z.string().trim().max(120).default(''),
  iban: z
    .string()
    .transform((text) => text.replaceAll(/\s/g, '').toUpperCase())
    .refine(validIban, 'is not an IBAN: its check digits do not fit')
    .default(''),
  bic: z.union([z.literal(''), z.string().regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/)]).default(''),
})
export type SenderIdentity = z.infer<typeof senderIdentity>

/** ISO 13616: the country and check digits moved to the end, letters as numbers from 10, rest 1 by 97. */
function validIban(text: string): boolean {
  if (text === '') return true
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text)) return false
  const digits = Array.from(text.slice(4) + text.slice(0, 4), (sign) => Number.parseInt(sign, 36)).join('')
  return Array.from(digits).reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1
}
