import { z } from 'zod'

/** What waits to go out. Pictures are PNG in base64, named in the HTML as `cid:`. */
export const emailContent = z.object({
  subject: z.string(),
  paragraphs: z.array(z.string()),
  html: z.string().optional(),
  pictures: z.array(z.object({ id: z.string(), png: z.string() })).default([]),
})
export const webhookContent = z.object({ type: z.string() }).catchall(z.unknown())

/** Somebody, or a program, who is to be told something once. */
export type NewNotice = {
  /** what it is about and to whom: the same twice is one */
  readonly key: string
  /** whose figures it tells; empty: of the whole group */
  readonly entityId: string
} & (
  | {
      readonly channel: 'email'
      /** empty: nobody here */
      readonly userId: string
      readonly address: string
      readonly language: 'fr' | 'en'
      readonly content: z.input<typeof emailContent>
    }
  | { readonly channel: 'webhook'; readonly content: z.input<typeof webhookContent> }
)
