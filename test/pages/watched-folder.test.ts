import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { clipped, sideways, violations, visit } from './browser'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('files of the watched folder')

const BAD = 'invoice,customer,issued_on,due_on,amount\n1,C,soon,later,5\n'
const LONG = 'grand-livre-auxiliaire-clients-2026-06-30_export-definitif-corrige.csv'
const GOOD = 'invoice,customer,issued_on,due_on,amount\n1,C,2026-05-01,2026-05-31,5\n'

describe.skipIf(skipped)('files of the watched folder, in a browser', () => {
  const inbox = mkdtempSync(join(tmpdir(), 'relance-inbox-'))
  const test = useVisitedProduct({ RELANCE_INBOX: inbox })
  afterAll(() => rmSync(inbox, { recursive: true, force: true }))

  const put = (name: string, content: string | Buffer) => writeFileSync(join(inbox, name), content)
  const moved = (...parts: string[]) =>
    expect.poll(() => existsSync(join(inbox, ...parts)), { message: parts.join('/') }).toBe(true)
  const panel = () =>
    test.visitor.page.locator('section').filter({
      has: test.visitor.page.getByRole('heading', { name: /^(Dossier surveillé|Watched folder)$/ }),
    })

  it('that failed are listed with the reason in words; there are none at first', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/data`)
    await panel().getByText('Aucun fichier en échec').waitFor()
    put('export.csv', BAD)
    put('photo.png', Buffer.from([0, 1, 2, 0, 0]))
    put(LONG, BAD)
    await moved('failed', 'export.csv.reason.txt')
    await moved('failed', 'photo.png.reason.txt')
    await moved('failed', `${LONG}.reason.txt`)
    await panel().getByRole('button', { name: 'Actualiser' }).click()
    const row = panel().getByRole('row', { name: /^export\.csv/ })
    await row.getByText('Toutes ses lignes ont été rejetées (1)', { exact: false }).waitFor()
    await panel()
      .getByRole('row', { name: /^photo\.png/ })
      .getByText('Ce fichier n’est pas du texte.')
      .waitFor()
    await panel().getByText('Corrigez le fichier et déposez-le de nouveau', { exact: false }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  it('are put again once they are mended, and loaded', async () => {
    const { page } = test.visitor
    writeFileSync(join(inbox, 'failed', 'export.csv'), GOOD)
    await panel().getByRole('button', { name: 'Remettre export.csv dans le dossier' }).click()
    await page.getByText('export.csv est remis dans le dossier', { exact: false }).waitFor()
    await panel()
      .getByRole('row', { name: /^export\.csv/ })
      .waitFor({ state: 'detached' })
    await moved('done', 'export.csv')
    await visit(page, `${test.product.origin}/data`)
    await page.getByRole('cell', { name: 'export.csv' }).first().waitFor()
  })

  it('fit a phone, in English as well, and are deleted once that is confirmed', async () => {
    const { page } = test.visitor
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    await page.setViewportSize({ width: 360, height: 740 })
    await visit(page, `${test.product.origin}/data`)
    await panel().getByText('Files that could not be loaded').waitFor()
    expect(await sideways(page)).toBe(0)
    expect(await clipped(page)).not.toContain('Watched folder')
    const name = panel().getByRole('cell', { name: LONG, exact: true })
    expect((await name.boundingBox())?.width, 'not letter by letter').toBeGreaterThan(120)
    for (const button of [`Put ${LONG} into the folder again`, `Discard ${LONG}…`]) {
      const place = await panel().getByRole('button', { name: button }).boundingBox()
      expect(place && place.x >= 0 && place.x + place.width <= 360, button).toBe(true)
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(page)).toEqual([])
    await panel().getByRole('button', { name: 'Discard photo.png…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The file is deleted from the folder of the server.', { exact: false }).waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Delete the file' }).click()
    // what is behind a dialog takes no focus
    await dialog.waitFor({ state: 'hidden' })
    await panel()
      .getByRole('button', { name: `Discard ${LONG}…` })
      .focus()
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Delete the file' }).click()
    await panel().getByText('No file failed').waitFor()
    expect(existsSync(join(inbox, 'failed', 'photo.png'))).toBe(false)
    expect(test.visitor.errors).toEqual([])
  })
})
