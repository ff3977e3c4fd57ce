import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'

/** Chromium of the system's packages; nothing is downloaded. */
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
)

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Visitor {
  context: BrowserContext
  page: Page
  /** Errors the pages wrote or threw since the start. */
  errors: string[]
  close(): Promise<void>
}

/** A browser with a profile of its own, removed at the end. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<Visitor> {
  if (!chromiumPath) throw new Error('Chromium is missing: apt-get install chromium')
  const profile = mkdtempSync(join(tmpdir(), 'relance-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    args: flags,
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  // Long enough for a machine that does much else: how fast a page is, no test asserts.
  context.setDefaultTimeout(120_000)
  const errors: string[] = []
  context.on('weberror', (error) => errors.push(error.error().message))
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const close = async () => {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
  return { context, page, errors, close }
}

/** Goes somewhere and waits until the page has its data. */
export async function visit(page: Page, address: string) {
  await page.goto(address)
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('networkidle')
  // The first of them: several at once would be one too many to wait for.
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
}

/** What axe finds, one line a violation with the places. */
export async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

/** Pixels by which the page is wider than its window, once what watches sizes has been told of the last change. */
export const sideways = (page: Page) =>
  page.evaluate(async () => {
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await drawn()
    await drawn()
    return document.documentElement.scrollWidth - document.documentElement.clientWidth
  })

/** Names of the tables that are wider than their place, so that some of their columns are out of sight. */
export const clipped = (page: Page) =>
  page
    .locator('[role=group]:has(> table)')
    .evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.getAttribute('aria-label')),
    )

const TABS_OF_A_ROUND = 80
const ROUNDS = 60

/**
 * Goes on by Tab until what has the focus is called so, also inside the editor's own tree.
 * What a page draws late, such as the editor, is there in a later round.
 */
export async function tabTo(page: Page, name: string | RegExp) {
  for (let n = 1; n <= ROUNDS * TABS_OF_A_ROUND; n++) {
    await page.keyboard.press('Tab')
    const named = await page.evaluate(() => {
      const outer = document.activeElement
      const at = (outer?.shadowRoot?.activeElement ?? outer) as HTMLInputElement | null
      return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? ''
    })
    if (typeof name === 'string' ? named.trim() === name : name.test(named)) return
    if (n % TABS_OF_A_ROUND === 0) await page.waitForTimeout(500)
  }
  throw new Error(`${String(name)} cannot be reached by the keyboard`)
}

export interface TextFile {
  name: string
  content: string
}

/** Drops files on the first element that `selector` finds, as a person does with the mouse. */
export async function drop(page: Page, selector: string, ...files: TextFile[]) {
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer()
    for (const { name, content } of all) data.items.add(new File([content], name))
    return data
  }, files)
  await page.locator(selector).first().dispatchEvent('drop', { dataTransfer: transfer })
}
