import { describe, expect, it } from 'vitest'
import { compileTemplate } from '../compile'
import { exampleSubject } from '../example'
import { libraryTemplate } from '../library/library'
import { renderMessage } from '../render'
import type { MessageSubject } from '../subject'
import { addressLines } from './address'
import { KEPT_FREE, WINDOW } from './page'
import { placed } from './testing'

const example = exampleSubject({
  occasion: 'formal_notice',
  channel: 'letter',
  language: 'fr',
  regime: 'business',
  today: '2026-03-19',
})

async function letter(subject: MessageSubject, id = 'letter.formal_notice.formal.fr'): Promise<Buffer> {
  const template = libraryTemplate(id)
  if (!template) throw new Error(`no template ${id}`)
  const { letter } = renderMessage(await compileTemplate(template), subject)
  const chunks: Buffer[] = []
  for await (const chunk of letter?.pdf() ?? []) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

describe('a letter', () => {
  it('shows the address, and nothing else, in the window of a DL envelope', async () => {
    const texts = placed(await letter(example))
    const wide = texts.filter(
      ({ page, x, y }) => page === 1 && x > KEPT_FREE.left && y > KEPT_FREE.top && y < KEPT_FREE.bottom,
    )
    expect(wide.map(({ text }) => text)).toEqual([
      'Menuiserie Dubreuil SARL',
      'À l’attention de Claire Morel',
      '8 impasse des Lilas',
      '69003 Lyon',
    ])
    for (const { x, y } of wide) {
      expect(x).toBeGreaterThanOrEqual(WINDOW.left)
      expect(y).toBeGreaterThan(WINDOW.top)
      expect(y).toBeLessThan(WINDOW.bottom)
    }
  })

  it('keeps everything on the left clear of the window as well, whatever the length of the sender', async () => {
    const sender = {
      ...example.sender,
      name: 'N'.repeat(200),
      address: Array(9).fill('A'.repeat(90)).join('\n'),
    }
    const texts = placed(await letter({ ...example, sender }))
    const inWindow = texts.filter(({ page, x, y }) => page === 1 && x > KEPT_FREE.left && y > 44 && y < 90)
    expect(inWindow).toHaveLength(4)
  })

  it('repeats the head of the table and numbers the pages when the invoices need several', async () => {
    const claims = Array.from({ length: 90 }, (_, index) => ({
      invoiceId: `FA-${index}`,
      level: 5,
      open: 10_0000n,
      dueOn: '2026-02-01',
    }))
    const contact = { ...example.contact, claims, totalDue: 900_0000n }
    const texts = placed(await letter({ ...example, contact }))
    const pages = Math.max(...texts.map(({ page }) => page))
    expect(pages).toBeGreaterThanOrEqual(3)
    const pagesWith = (pattern: RegExp) => [
      ...new Set(texts.filter(({ text }) => pattern.test(text)).map(({ page }) => page)),
    ]
    expect(pagesWith(/^FA-/).length).toBeGreaterThanOrEqual(2)
    expect(pagesWith(/^Reste dû$/)).toEqual(pagesWith(/^FA-/))
    expect(texts.filter(({ text }) => /^FA-\d+$/.test(text))).toHaveLength(90)
    expect(texts.map(({ text }) => text)).toContain(`Page ${pages}/${pages}`)
    expect(Math.max(...texts.map(({ y }) => y))).toBeLessThan(290)
  })

  it('has all that a formal notice needs', async () => {
    const text = placed(await letter(example))
      .map(({ text }) => text)
      .join(' ')
    for (const words of [
      'mettons en demeure',
      'Atelier Vernier SAS',
      'Menuiserie Dubreuil SARL',
      'FA-2031',
      'FA-2044',
    ])
      expect(text).toContain(words)
    expect(text).toContain('4\u00a0812,60\u00a0€')
    expect(text).toContain('27 mars 2026')
    expect(text).toContain('441-10')
  })
})

describe('an address in the window', () => {
  it('keeps name, postcode and country in six lines of 38 characters', () => {
    const long = [
      'Service comptabilité fournisseurs',
      'Bâtiment C',
      'Zone industrielle',
      'Allée 4',
      'BP 12',
      '69003 Lyon',
      'France',
    ]
    const lines = addressLines(['Établissements Dubreuil et Compagnie, menuiserie fine'], long.join('\n'))
    expect(lines).toHaveLength(6)
    expect(lines[0]).toContain('Établissements')
    expect(lines.slice(-2)).toEqual(['69003 Lyon', 'France'])
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(38)
  })

  it('parts an address that came in one line, and does not repeat the name', () => {
    expect(addressLines(['A', 'A'], 'A, 1 rue B, 75001 Paris')).toEqual(['A', '1 rue B', '75001 Paris'])
  })
})
