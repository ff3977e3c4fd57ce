import { setTimeout as sleep } from 'node:timers/promises'
import type { Product } from '../product'
import type { Load } from './load'

interface Given {
  readonly seconds: number
  readonly killEvery: number
}

/**
 * Kills the engine after half of the time between kills, the backend after the whole, and so on until a while before the
 * end. The backend dies while a message is on its way, where one comes before the next kill would be due; what is
 * late moves the end.
 * @param sending resolves when a message is on its way
 */
export async function killing(
  { seconds, killEvery }: Given,
  { product, outages }: Load,
  sending: () => Promise<void>,
  onRestart: (product: Product) => void,
): Promise<void> {
  const half = (killEvery * 1000) / 2
  const end = Date.now() + seconds * 1000
  const kills = Math.floor((seconds * 1000) / half - 0.5)
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(half)
    if (kill % 2 === 1) await outages.killEngine(product())
    else {
      await Promise.race([sending(), sleep(killEvery * 1000)])
      onRestart(await outages.killBackend(product()))
    }
  }
  await sleep(Math.max(half / 2, end - Date.now()))
}
