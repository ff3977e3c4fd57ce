import type { IngestOptions, IngestProgress, IngestResult } from '@relance/pipelines'
import type { Person } from '../auth/person'
import type { LoadOptions } from '../files/files.contract'
import { given } from '../http/given'
import type { JobProgress } from '../jobs/jobs.contract'
import { loadResult } from './loads.contract'
import type { LoadResult } from './loads.contract'

/** The wishes of the API in the words of the pipelines. */
export function ingestOptions(
  options: LoadOptions,
  more: { fileName: string; person: Pick<Person, 'name'> | undefined; bytesTotal?: number | undefined },
): IngestOptions {
  return {
    ...given({
      source: options.source,
      mapping: options.mapping,
      entityId: options.entity_id,
      currency: options.currency,
      historyFrom: options.history_from,
      timeZone: options.time_zone,
      strict: options.strict,
      bytesTotal: more.bytesTotal,
      loadedBy: more.person?.name,
    }),
    fileName: more.fileName,
  }
}

export const toProgress = (progress: IngestProgress): Partial<JobProgress> => ({
  phase: progress.phase,
  bytes_read: progress.bytesRead,
  rows: progress.rows,
})

/** The result without how the file was understood, which the preview told. */
export const toResult = (result: IngestResult): LoadResult =>
  loadResult.parse({
    ...result,
    notes: result.understood.notes,
    warnings: result.understood.warnings,
  })
