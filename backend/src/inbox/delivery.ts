import { createHash } from 'node:crypto'

/** What somebody sent and we have answered for: it will be loaded, whatever happens. */
export interface Delivery {
  id: string
  /** source of the pipelines, e.g. ndjson, stripe */
  source: string
  /** shown in the list of loads */
  name: string
  /** who sent it */
  by: string
  /** creditor; empty: what the content says */
  entity: string
  /** not to be mixed with others: its events have no ids, and equal ones are told apart by their order */
  alone: boolean
  /** number of lines of the body */
  rows: number
  /** one JSON value a line, each line ended */
  body: Buffer
}

interface Head extends Omit<Delivery, 'body'> {
  bytes: number
  sum: string
}

const sumOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex').slice(0, 16)

/** A delivery as bytes of the log: a line that says what follows, and the body. */
export function encode(delivery: Delivery): Buffer {
  const { body, ...about } = delivery
  const head: Head = { ...about, bytes: body.length, sum: sumOf(body) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body])
}

/** The deliveries of a segment up to the first that was not written to its end, which nobody was told of. */
export function decode(segment: Buffer): Delivery[] {
  const found: Delivery[] = []
  for (let from = 0; from < segment.length;) {
    const end = segment.indexOf(0x0a, from)
    const head = end < 0 ? undefined : headOf(segment.toString('utf8', from, end))
    if (!head) break
    const body = segment.subarray(end + 1, end + 1 + head.bytes)
    if (body.length < head.bytes || sumOf(body) !== head.sum) break
    const { bytes: _, sum: __, ...about } = head
    found.push({ ...about, body })
    from = end + 1 + head.bytes
  }
  return found
}

function headOf(line: string): Head | undefined {
  try {
    return JSON.parse(line) as Head
  } catch {
    return undefined
  }
}
