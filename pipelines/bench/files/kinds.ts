import { writeCamtFile } from './camt'
import { writeEventsFile } from './events'
import { FEC_FILE_NAME, writeFecFile } from './fec'
import { writeUblArchive } from './ubl'

/** A kind of file: how it is written, and what the events of some type must add up to, in cents. */
export interface Kind {
  file: string
  write(file: string, rows: number): Promise<bigint>
  /** type of the events that are added up; all where it is left out */
  adds?: string
  /** what the engine calls such files, where it takes them as events by itself; CSV is what all are compared with */
  format?: 'JSONEachRow'
}

export const kinds: Record<string, Kind> = {
  csv: { file: 'events.csv', write: (file, rows) => writeEventsFile(file, rows, 'csv') },
  ndjson: {
    file: 'events.ndjson',
    write: (file, rows) => writeEventsFile(file, rows, 'ndjson'),
    format: 'JSONEachRow',
  },
  fec: { file: FEC_FILE_NAME, write: async (file, rows) => (await writeFecFile(file, rows)).moved },
  camt: { file: 'statement.xml', write: writeCamtFile },
  ubl: {
    file: 'invoices.zip',
    write: async (file, rows) => (await writeUblArchive(file, rows)).billed,
    adds: 'invoice.issued',
  },
}
