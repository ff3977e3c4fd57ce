import { z } from 'zod'
import { list } from '../http/shapes.contract'

/** GET /api/notices/readers: people to whom figures of a creditor, or of the whole group, may be sent. */
export const readersQuery = z.object({
  /** none: the whole group */
  entity: list.default([]),
})
export const readersAnswer = z.object({ rows: z.array(z.object({ id: z.string(), name: z.string() })) })
export type ReadersAnswer = z.infer<typeof readersAnswer>

/** GET, PUT, DELETE /api/notices/webhook: the program that is told as well; null: none. */
export const noticeWebhook = z.object({
  /** where it listens; of readers who do not administer the server's name only */
  address: z.string().nullable(),
})
export type NoticeWebhook = z.infer<typeof noticeWebhook>

export const newNoticeWebhook = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(500),
})

/** The key is shown once. `relance-signature: t=SECONDS,v1=HEX` is HMAC-SHA-256 of `SECONDS.BODY` with it. */
export const madeNoticeWebhook = noticeWebhook.extend({ key: z.string() })
export type MadeNoticeWebhook = z.infer<typeof madeNoticeWebhook>
