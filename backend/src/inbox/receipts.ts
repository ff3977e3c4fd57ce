import type { LineResult } from '@relance/pipelines'
import type { Delivery } from './delivery'

/** What became of one delivery. */
export interface Receipt {
  id: string
  /** kept: on disk, to be loaded · loaded: it counts · set_aside: it can never be loaded */
  state: 'kept' | 'loaded' | 'set_aside'
  batch_id: string | null
  read: number
  rows: LineResult[]
}

interface Entry {
  receipt: Receipt
  awaited: boolean
  ended: Promise<void>
  end(): void
}

const MOST = 20_000

/** Receipts of this run of the server; the oldest are forgotten. */
export class Receipts {
  readonly #entries = new Map<string, Entry>()
  #awaited = 0

  open(id: string, rows: number, awaited: boolean): void {
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    const receipt: Receipt = { id, state: 'kept', batch_id: null, read: rows, rows: [] }
    this.#entries.set(id, { receipt, awaited, ended, end })
    if (awaited) this.#awaited += 1
    for (const old of this.#entries.keys()) {
      if (this.#entries.size <= MOST) break
      this.#forget(old)
    }
  }

  /** Says what became of a delivery; the first word counts. Without load it was set aside. */
  close(id: string, batchId: string | null, rows: LineResult[]): void {
    const entry = this.#entries.get(id)
    if (!entry || entry.receipt.state !== 'kept') return
    const state = batchId === null ? 'set_aside' : 'loaded'
    entry.receipt = { ...entry.receipt, state, batch_id: batchId, rows }
    this.#answered(entry)
    entry.end()
  }

  get(id: string): Receipt | undefined {
    return this.#entries.get(id)?.receipt
  }

  async ended(id: string, milliseconds: number): Promise<Receipt> {
    const entry = this.#entries.get(id)
    if (!entry) throw new Error('a receipt is asked for by whoever opened it')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
    await Promise.race([entry.ended, late])
    clearTimeout(timer)
    this.#answered(entry)
    return entry.receipt
  }

  /** Whether somebody waits for an answer. */
  awaited(): boolean {
    return this.#awaited > 0
  }

  #answered(entry: Entry): void {
    if (entry.awaited) this.#awaited -= 1
    entry.awaited = false
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id)
    if (entry) this.#answered(entry)
    this.#entries.delete(id)
  }
}

/** The lines of a load as those of the deliveries in it, each counted from 1. */
export function linesOf(group: Delivery[], lines: LineResult[]): [id: string, lines: LineResult[]][] {
  let before = 0
  return group.map(({ id, rows }) => {
    const own = lines
      .slice(before, before + rows)
      .map((result) => ({ ...result, line: result.line - before }))
    before += rows
    return [id, own]
  })
}
