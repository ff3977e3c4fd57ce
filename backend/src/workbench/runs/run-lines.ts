import readline from 'node:readline'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { AppError } from '../../http/app-error'
import { LIMITS } from '../limits'
import { engineError } from './engine-text'
import { resultColumn } from './runs.contract'
import type { ResultColumn, RunProgress } from './runs.contract'

/** What a result brings, in the order it comes. */
export type ResultPart =
  { progress: RunProgress } | { columns: ResultColumn[] } | { rows: string[] } | { cut: 'rows' | 'bytes' }

const otherLine = z.object({
  exception: z.string().optional(),
  meta: z.array(resultColumn).optional(),
  progress: z
    .object({
      read_rows: z.coerce.number().default(0),
      read_bytes: z.coerce.number().default(0),
      total_rows_to_read: z.coerce.number().default(0),
      elapsed_ns: z.coerce.number().default(0),
    })
    .transform((told) => ({
      rows: told.read_rows,
      bytes: told.read_bytes,
      total_rows: Math.max(told.total_rows_to_read, told.read_rows),
      seconds: told.elapsed_ns / 1e9,
    }))
    .optional(),
})
const BLOCK_ROWS = 500
const BROKEN_OFF =
  'The data store stopped in the middle of the result, which is not whole. It is back in a moment: run the statement again.'
const ROW = '{"row":'

/** How the engine writes a result that `resultParts` reads. */
export const RESULT_FORMAT = 'JSONCompactEachRowWithProgress'
export const RESULT_SETTINGS = { http_write_exception_in_output_format: '1' }

/**
 * Reads a result line by line. Rows stay the text that the engine wrote (JSON arrays; decimals and 64-bit integers
 * as strings), in blocks.
 * @throws AppError `sql/…` of the engine in the middle of the result, `sql/too-wide`, `sql/broken-off`
 */
export async function* resultParts(
  body: Readable,
  mostRows: number,
  mostBytes = LIMITS.bytes_shown,
): AsyncGenerator<ResultPart> {
  const whole = untilItEnds(body)
  const lines = readline.createInterface({ input: whole.stream, crlfDelay: Infinity })
  let rows: string[] = []
  let count = 0
  let bytes = 0
  try {
    for await (const line of lines) {
      if (line.startsWith(ROW)) {
        if (count >= mostRows) {
          yield { rows }
          return yield { cut: 'rows' }
        }
        bytes += line.length
        if (bytes > mostBytes) {
          yield { rows }
          return yield { cut: 'bytes' }
        }
        rows.push(line.slice(ROW.length, -1))
        count++
        if (rows.length >= BLOCK_ROWS) {
          yield { rows }
          rows = []
        }
      } else {
        const part = partOf(line)
        if (part) yield part
      }
    }
    if (whole.broke()) throw new AppError('sql/broken-off', 503, BROKEN_OFF, undefined, 2)
    if (rows.length > 0) yield { rows }
  } finally {
    lines.close()
    body.destroy()
  }
}

/** All bytes of a result, also the last ones before it breaks off: they say why. */
function untilItEnds(body: Readable): { stream: PassThrough; broke: () => boolean } {
  const stream = new PassThrough()
  let broken = false
  body.on('data', (bytes: Buffer) => {
    if (stream.write(bytes)) return
    body.pause()
    stream.once('drain', () => body.resume())
  })
  body.on('end', () => stream.end())
  body.on('error', () => {
    broken = true
    stream.end()
  })
  return { stream, broke: () => broken }
}

function partOf(line: string): ResultPart | undefined {
  if (!/^\{"(exception|meta|progress)":/.test(line)) return undefined
  const told = otherLine.parse(JSON.parse(line))
  if (told.exception !== undefined) throw engineError(told.exception)
  if (told.progress) return { progress: told.progress }
  const columns = told.meta ?? []
  if (columns.length <= LIMITS.columns) return { columns }
  const message = `A result may have ${LIMITS.columns} columns; this one has ${columns.length}.`
  throw new AppError('sql/too-wide', 422, message, { columns: columns.length, most: LIMITS.columns })
}
