import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { given } from '../../http/given'
import { campaigns, openMetadata } from '../../metadata'
import type { Metadata } from '../../metadata'
import { withDatabase } from '../../metadata/testing-database'
import { addCampaign } from './testing-messages'

export { CAMPAIGN, MORNING, aContact, aMessage, aText } from './testing-messages'

/** Test aid: a store of its own, embedded unless the run has a server, with one running campaign and nothing to send before each test. */
export function useMetadata(): { readonly metadata: Metadata } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-outbox-'))
  let metadata: Metadata | undefined
  const current = () => {
    if (!metadata) throw new Error('the store is there inside tests and hooks only')
    return metadata
  }
  beforeAll(async () => {
    const databaseUrl = withDatabase(folder)['DATABASE_URL']
    metadata = await openMetadata({ dataDir: folder, log: () => undefined, ...given({ databaseUrl }) })
    await addCampaign(metadata)
  })
  beforeEach(async () => {
    await current().db.execute(sql`truncate outbox, sending_controls, planner_runs, verdict_batches,
      dispatch_tasks, letters, logged_messages, sent_texts, channel_settings`)
    await current().db.update(campaigns).set({ state: 'running' })
  })
  afterAll(async () => {
    await metadata?.close()
    fs.rmSync(folder, { recursive: true, force: true })
  })
  return {
    get metadata() {
      return current()
    },
  }
}
