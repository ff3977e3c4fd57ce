import { describe, expect, it } from 'vitest'
import { sideways, violations, visit } from './browser'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('message texts')

describe.skipIf(skipped)('message texts, in a browser', () => {
  const test = useVisitedProduct()

  it('list the library by step, channel, tone and language', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/messages`)
    await page.getByRole('link', { name: 'Mise en demeure' }).waitFor()
    await page.getByLabel('Ton', { exact: true }).selectOption('social_norm')
    await page.getByRole('link', { name: 'Mise en demeure' }).waitFor({ state: 'detached' })
    expect(await violations(page)).toEqual([])
  })

  it('are shown in a frame without scripts, at the width of a telephone as well', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/messages/courteous`)
    const frame = page.locator('iframe')
    await frame.waitFor()
    expect(await frame.getAttribute('sandbox')).toBe('')
    await page.getByRole('button', { name: 'Téléphone' }).click()
    await expect.poll(async () => (await frame.boundingBox())?.width).toBe(360)
    expect(await page.getByLabel('Corps').getAttribute('readonly')).not.toBeNull()
  })

  it('are copied, completed from the list of merge tags and checked while they are written', async () => {
    const { page } = test.visitor
    await page.getByRole('button', { name: 'Copier pour modifier' }).click()
    await page.getByRole('button', { name: /Enregistrer la version/ }).waitFor()
    const body = page.getByLabel('Corps')
    await page.getByLabel('Canal, ton et langue').selectOption('sms.friendly.fr')
    await page.getByText(/^\d SMS/).waitFor()
    await body.press('Control+End')
    await body.pressSequentially(' {{total_d')
    await page
      .getByRole('list', { name: 'Champs de fusion' })
      .getByRole('button', { name: /total_due/ })
      .first()
      .click()
    expect(await body.inputValue()).toMatch(/\{\{total_due\}\}$/)
    await body.press('Control+End')
    await body.pressSequentially(' {{totl_due}}')
    await page.locator('[data-finding]').first().waitFor()
    expect(await violations(page)).toEqual([])
    for (let signs = 0; signs < 13; signs += 1) await body.press('Backspace')
    await page.getByRole('button', { name: /Enregistrer la version/ }).click()
    await page.getByText(/Version \d enregistrée/).waitFor()
  })

  it('fit a window of 360 pixels, and say the same in English', async () => {
    const { page } = test.visitor
    await page.setViewportSize({ width: 360, height: 740 })
    await page.evaluate(() => localStorage.setItem('relance.language', 'en'))
    await visit(page, `${test.product.origin}/messages`)
    expect(await sideways(page)).toBe(0)
    expect(await violations(page)).toEqual([])
    await visit(page, `${test.product.origin}/messages/courteous`)
    expect(await sideways(page)).toBe(0)
    expect(await page.locator('body').innerText()).not.toMatch(/\b(message|dunning)\.[a-z]/)
    expect(test.visitor.errors.filter((error) => !/4(0[0149]|22)/.test(error))).toEqual([])
  })
})
