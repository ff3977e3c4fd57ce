import type { Metadata } from '../metadata'
import { auditLog } from '../metadata'
import { noteAudited } from '../http/request-trail'

export interface Change {
  actor: string
  action: string
  subject: string
  before?: unknown
  after?: unknown
}

/** Writes who changed what. */
export async function audit(metadata: Metadata, change: Change): Promise<void> {
  await metadata.db.insert(auditLog).values(change)
  noteAudited()
}
