import { setTimeout as sleep } from 'node:timers/promises'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { DispatchService } from '../dispatch'
import { Traffic } from '../http/traffic'
import { InboxService } from '../inbox/inbox.service'
import { WatchFolderService } from '../inbox/watch-folder.service'
import { JobBoard } from '../jobs/job-board'
import { ScheduledReports } from '../reports'
import { BiListener } from '../workbench'

/** What was left when the time was over; nothing of it is lost, because each is taken up or taken back at the next start. */
export interface LeftOver {
  requests: number
  jobs: number
}

/**
 * Lets the server end what it has begun: no new requests, files, plans or messages are taken; requests, loads and
 * messages on their way go on to their ends, and what was taken and not begun is given back.
 * @param milliseconds after which what still runs is left to be cut off
 * @returns null when everything has ended
 */
export async function drain(app: NestFastifyApplication, milliseconds: number): Promise<LeftOver | null> {
  const [traffic, board, inbox] = [app.get(Traffic), app.get(JobBoard), app.get(InboxService)]
  const work = async () => {
    await Promise.all([
      traffic.rest(),
      app.get(BiListener).rest(),
      app.get(WatchFolderService).rest(),
      app.get(DispatchService).rest(),
      app.get(ScheduledReports).rest(),
    ])
    // The last requests may have left something to load, and a load something to match.
    await inbox.idle()
    await board.idle()
    return null
  }
  const late = async () => {
    await sleep(milliseconds, undefined, { ref: false })
    return { requests: traffic.open, jobs: board.unfinished() }
  }
  return Promise.race([work(), late()])
}
