/** How often and how fast one kind of request was answered. Milliseconds. */
export interface Timing {
  readonly kind: string
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  /** by status, or by what else became of it */
  readonly answers: Readonly<Record<string, number>>
}

/** Notes how long answers took. */
export class Timings {
  readonly #kinds = new Map<string, { milliseconds: number[]; answers: Map<string, number> }>()

  add(kind: string, answer: number | string, milliseconds: number): void {
    const known = this.#kinds.get(kind) ?? { milliseconds: [], answers: new Map<string, number>() }
    this.#kinds.set(kind, known)
    known.milliseconds.push(milliseconds)
    known.answers.set(String(answer), (known.answers.get(String(answer)) ?? 0) + 1)
  }

  of(kind: string): Timing {
    const { milliseconds = [], answers = new Map<string, number>() } = this.#kinds.get(kind) ?? {}
    const sorted = milliseconds.toSorted((a, b) => a - b)
    const at = (share: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
    return {
      ...{ kind, count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
      answers: Object.fromEntries([...answers].sort()),
    }
  }

  all(): Timing[] {
    return [...this.#kinds.keys()].sort().map((kind) => this.of(kind))
  }
}
