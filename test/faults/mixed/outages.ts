import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { enginePid } from '../product'
import type { Product } from '../product'

export interface Outage {
  readonly what: 'engine' | 'backend'
  /** seconds from the beginning of the load */
  readonly at: number
  /** seconds until the product said that it is ready again */
  readonly down: number
}

const READY_WITHIN_MS = 60_000

/** Kills the engine or the backend of a product by their process numbers and notes how long it was not ready. */
export class Outages {
  readonly #began = Date.now()
  readonly #spans: { what: Outage['what']; from: number; until: number }[] = []

  constructor(private readonly start: () => Promise<Product>) {}

  /** The product starts its engine again by itself. */
  async killEngine(product: Product): Promise<void> {
    const pid = enginePid(product)
    await this.#note('engine', async () => {
      process.kill(pid, 'SIGKILL')
      await until(() => anotherEngine(product, pid))
      return product
    })
  }

  /** Whoever runs the product starts the backend again, as its supervisor does. @returns the new one */
  async killBackend({ child }: Product): Promise<Product> {
    return this.#note('backend', async () => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      return this.start()
    })
  }

  /** Whether the backend was down at some moment of a span. */
  ofBackend(from: number, until: number): boolean {
    return this.#spans.some((span) => span.what === 'backend' && span.from <= until && from <= span.until)
  }

  all(): Outage[] {
    const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10
    return this.#spans.map(({ what, from, until }) => ({
      ...{ what, at: seconds(from - this.#began), down: seconds(until - from) },
    }))
  }

  async #note(what: Outage['what'], kill: () => Promise<Product>): Promise<Product> {
    const span = { what, from: Date.now(), until: Infinity }
    this.#spans.push(span)
    const product = await kill()
    await until(() => ready(product))
    span.until = Date.now()
    return product
  }
}

const anotherEngine = (product: Product, old: number) => {
  try {
    return Promise.resolve(enginePid(product) !== old)
  } catch {
    return Promise.resolve(false)
  }
}

const ready = ({ address }: Product) =>
  fetch(`${address}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const limit = Date.now() + READY_WITHIN_MS; !(await reached()); await sleep(20))
    if (Date.now() > limit) throw new Error('the product does not come back')
}
