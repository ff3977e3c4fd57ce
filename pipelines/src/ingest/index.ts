import type { Readable } from 'node:stream'
import type { Warehouse } from '../warehouse/warehouse'
import type { IngestOptions, IngestResult, Load, Mended, Preview, RejectPage } from './ingest.contract'
import { IngestError } from './ingest-error'

const later = (): never => {
  throw new IngestError('ingest/bad-option', 'being written')
}
export const ingestStream = (
  _warehouse: Warehouse,
  _input: Readable,
  _options: IngestOptions,
): Promise<IngestResult> => later()
export const previewStream = (
  _warehouse: Warehouse,
  _input: Readable,
  _options: IngestOptions,
): Promise<Preview> => later()
export const listLoads = (
  _warehouse: Warehouse,
  _page: { limit: number; /** batch_id of the last load of the page before */ before?: string },
): Promise<Load[]> => later()
export const undoLoad = (_warehouse: Warehouse, _batchId: string): Promise<Load> => later()
export const listRejects = (
  _warehouse: Warehouse,
  _batchId: string,
  _page: { reason?: string; limit: number; afterLine?: number },
): Promise<RejectPage> => later()
export const exportRejects = (_warehouse: Warehouse, _batchId: string): Readable => later()
export const retryRejects = (
  _warehouse: Warehouse,
  _batchId: string,
  _mended: Mended[] | 'all',
  _options?: Pick<IngestOptions, 'loadedBy' | 'onProgress' | 'signal'>,
): Promise<IngestResult> => later()
export const recoverLoads = (_warehouse: Warehouse): Promise<{ failed: string[]; finished: string[] }> =>
  later()
