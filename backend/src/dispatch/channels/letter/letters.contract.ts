import { z } from 'zod'

/** GET /api/sending/letters: letters of each day, to be printed and posted */
export const letterBatches = z.object({
  rows: z.array(
    z.object({
      day: z.string(),
      registered: z.boolean(),
      letters: z.number(),
      posted: z.number(),
      failed: z.number(),
    }),
  ),
})
export type LetterBatchesAnswer = z.infer<typeof letterBatches>
export const letterBatch = z.strictObject({ registered: z.stringbool().default(false) })

/** GET /api/sending/letters/{day}/contents: the letters of a batch, in the order of its file */
export const batchLetters = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      entity_id: z.string(),
      customer_id: z.string(),
      address: z.string(),
      subject: z.string(),
      text: z.string(),
      tracking_number: z.string(),
      posted_at: z.string().nullable(),
      failed_at: z.string().nullable(),
      /** returned, not_posted or lost */
      failure: z.string(),
    }),
  ),
})
export type BatchLettersAnswer = z.infer<typeof batchLetters>
export type BatchLetter = BatchLettersAnswer['rows'][number]

const letterIds = z.array(z.uuid()).min(1).max(500)
/** POST /api/sending/letters/posted */
export const postedLetters = z.strictObject({ ids: letterIds })
export type PostedLetters = z.infer<typeof postedLetters>
/** POST /api/sending/letters/failed: came back, or never went */
export const failedLetters = z.strictObject({
  ids: letterIds,
  reason: z.enum(['returned', 'not_posted', 'lost']),
  note: z.string().trim().max(500).default(''),
})
export type FailedLetters = z.input<typeof failedLetters>
/** PUT /api/sending/letters/{id}/number: of a registered letter; letters and digits as the post writes them */
export const letterNumber = z.strictObject({
  number: z
    .string()
    .transform((text) => text.replaceAll(/\s/g, '').toUpperCase())
    .pipe(z.string().regex(/^[A-Z0-9]{0,30}$/, 'must be letters and digits, at most 30')),
})
