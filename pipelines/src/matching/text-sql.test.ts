import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { accountKey, isStrong, nameKey, nameLikeness, numberKeys, referenceTokens } from './text-sql'

const test = useWarehouse()
async function ask(sql: (text: string) => string, text: string): Promise<unknown> {
  const [row] = await test.warehouse.query({
    name: 'test-text',
    sql: `SELECT ${sql('t')} AS answer FROM (SELECT {text: String} AS t)`,
    params: { text },
    row: z.object({ answer: z.unknown() }),
  })
  return row?.answer
}
const likeness = async (a: string, b: string) => {
  const [row] = await test.warehouse.query({
    name: 'test-likeness',
    sql: `SELECT ${nameLikeness('a', 'b')} AS answer FROM (SELECT ${nameKey('{a: String}')} AS a, ${nameKey('{b: String}')} AS b)`,
    params: { a, b },
    row: z.object({ answer: z.number() }),
  })
  return row?.answer ?? NaN
}

describe('texts of entries and invoices', () => {
  it('compares names without accents, order, legal form and small words', async () => {
    for (const name of ['Société Lefèvre et Fils S.A.R.L.', 'LEFEVRE FILS', 'Sté Fils Lefevre SAS'])
      expect(await ask(nameKey, name)).toBe('FILS LEFEVRE')
    expect(await ask(nameKey, 'SARL')).toBe('SARL')
    expect(await ask(nameKey, 'Cœur d’Or')).toBe('COEUR OR')
  })

  it('finds names alike that are cut or misspelt, and others not', async () => {
    expect(await likeness('Dupont Martin SA', 'MARTIN DUPONT')).toBe(1)
    expect(await likeness('Imprimerie Vallauris', 'IMPRIMERIE VALLAURIS AGENCE NICE')).toBeGreaterThan(0.8)
    expect(await likeness('Imprimerie Vallauris', 'IMPRIMERIE VALAURIS')).toBeGreaterThan(0.6)
    expect(await likeness('Imprimerie Vallauris', 'Garage du Centre')).toBeLessThan(0.3)
    expect(await likeness('Garage du Nord', 'Garage du Centre')).toBeLessThan(0.6)
  })

  it('knows an invoice number in the ways people write it', async () => {
    expect(await ask(numberKeys, 'FA-2024-0012')).toEqual(['FA20240012', 'FA202412', '20240012'])
    expect(await ask(numberKeys, '000042')).toEqual(['42'])
    expect(await ask(numberKeys, 'nothing')).toEqual([])
    for (const text of ['fact FA 2024 0012 merci', 'FA-2024-12', 'fa2024/0012', 'FACTURE N°20240012']) {
      const tokens = (await ask(referenceTokens, text)) as string[]
      const keys = (await ask(numberKeys, 'FA-2024-0012')) as string[]
      expect(
        keys.filter((key) => tokens.includes(key)),
        text,
      ).not.toEqual([])
    }
  })

  it('opens a creditor reference whose check digits are right, in one piece or in groups, and no other', async () => {
    expect(await ask(referenceTokens, 'RF18539007547034')).toContain('539007547034')
    expect(await ask(referenceTokens, 'ref RF18 5390 0754 7034 merci')).toContain('539007547034')
    expect(await ask(referenceTokens, 'RF19539007547034')).not.toContain('539007547034')
  })

  it('calls a number strong when it hardly stands in a text by chance', async () => {
    expect(await ask(isStrong, '20240012')).toBe(1)
    expect(await ask(isStrong, 'FA42')).toBe(0)
    expect(await ask(isStrong, '1234')).toBe(0)
  })

  it('compares accounts without spaces', async () => {
    expect(await ask(accountKey, 'fr76 3000 6000')).toBe('FR7630006000')
  })
})
