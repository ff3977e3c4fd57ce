import { afterAll, beforeAll } from 'vitest'
import { chromiumPath, openBrowser, type Visitor } from './browser'
import { startProduct, type RunningProduct } from './server'

export interface VisitedProduct {
  readonly product: RunningProduct
  /** A French visitor, let in without an account, on the page that asks for a first file. */
  readonly visitor: Visitor
}

/** Whether the tests of `what` cannot be run here; says why. */
export function withoutChromium(what: string): boolean {
  if (chromiumPath === undefined)
    console.log(`skipped: ${what}, because Chromium is absent (apt-get install chromium)`)
  return chromiumPath === undefined
}

/** The built product without data and a visitor in it, for the tests of one block; both end with them. @param environment what it is told besides */
export function useVisitedProduct(environment: Record<string, string> = {}): VisitedProduct {
  let product: RunningProduct | undefined
  let visitor: Visitor | undefined
  beforeAll(async () => {
    product = await startProduct(['--empty'], environment)
    visitor = await openBrowser({ locale: 'fr-FR' })
    const { page } = visitor
    await page.goto(product.link)
    await page.getByRole('button', { name: 'Continuer sans compte' }).click()
    await page.getByRole('heading', { name: 'Commencez par un fichier' }).waitFor()
  })
  afterAll(async () => {
    await visitor?.close()
    await product?.stop()
  })
  const ready = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error('to be read in a test: it is not started yet')
    return what
  }
  return {
    get product() {
      return ready(product)
    },
    get visitor() {
      return ready(visitor)
    },
  }
}
