import { Logger } from '@nestjs/common'
import type { EventRow } from '@relance/pipelines'
import { linesOfEvents } from '../../events/event-lines'
import type { InboxService } from '../../inbox/inbox.service'

/** Loads events by the way of all events. @returns true once they count; false: tell them again later */
export type LoadEvents = (events: readonly EventRow[]) => Promise<boolean>

const WAIT_MS = 60_000

/** Events of ours go the way of everybody's: kept on disk, loaded in batches, known twice counted once. */
export function loadByInbox(inbox: Pick<InboxService, 'take' | 'loaded'>): LoadEvents {
  const log = new Logger('dispatch')
  return async (events: readonly EventRow[]) => {
    if (events.length === 0) return true
    const { body, rows } = linesOfEvents([...events])
    const delivery = {
      source: 'ndjson',
      name: 'reminders',
      by: 'dispatch',
      entity: '',
      alone: false,
      rows,
      body,
    }
    const receipt = await inbox.loaded(await inbox.take(delivery, false), WAIT_MS)
    const refused = receipt.rows.filter(({ state }) => state === 'rejected')
    if (refused.length > 0) log.error(`${refused.length} events of reminders were rejected, see the loads`)
    if (receipt.state === 'set_aside') log.error('events of reminders could not be loaded and are set aside')
    return receipt.state === 'loaded'
  }
}
