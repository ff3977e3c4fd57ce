import { z } from 'zod'

/** GET /api/sending/alerts: creditors whose reminders are held because their payments are too old */
export const alertsAnswer = z.object({
  rows: z.array(
    z.object({
      entity_id: z.string(),
      /** null: payments were never loaded */
      known_until: z.string().nullable(),
      /** the file that brought payments last; empty: none did */
      last_file: z.string(),
      hours: z.number().int(),
      since: z.string(),
    }),
  ),
})
export type AlertsAnswer = z.infer<typeof alertsAnswer>
