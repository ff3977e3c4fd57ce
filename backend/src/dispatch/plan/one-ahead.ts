/** A stream under its key. */
export interface Keyed<K, T> {
  readonly key: K
  readonly items: AsyncIterable<T>
}

interface Begun<K, T> {
  readonly key: K
  readonly stream: AsyncGenerator<T>
  readonly first: Promise<IteratorResult<T>>
}

/**
 * Streams one after the other, each begun while the one before it is worked on, so that its source does not wait for
 * the reader nor the reader for it. Whoever stops early ends the one that was begun; errors come with their stream.
 */
export async function* oneAhead<K, T>(
  keys: readonly K[],
  open: (key: K) => AsyncGenerator<T>,
): AsyncGenerator<Keyed<K, T>> {
  const begun: Begun<K, T>[] = []
  const begin = (key: K): void => {
    const stream = open(key)
    const first = stream.next()
    first.catch(() => undefined)
    begun.push({ key, stream, first })
  }
  try {
    for (const [n, key] of keys.entries()) {
      if (begun.length === 0) begin(key)
      const current = begun.shift()
      const next = keys[n + 1]
      if (next !== undefined) begin(next)
      if (current) yield { key, items: itemsOf(current) }
    }
  } finally {
    for (const { stream, first } of begun) {
      await first.catch(() => undefined)
      await stream.return(undefined)
    }
  }
}

async function* itemsOf<T>({ stream, first }: Begun<unknown, T>): AsyncGenerator<T> {
  const { done, value } = await first
  if (done === true) return
  yield value
  yield* stream
}
