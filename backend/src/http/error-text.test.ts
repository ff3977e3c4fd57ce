import { DrizzleQueryError } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { errorText, withoutPersons } from './error-text'

describe('what the log says of an error', () => {
  it('names neither addresses nor accounts nor telephone numbers nor keys', () => {
    const text = withoutPersons(
      'marie.dupont@exemple.fr FR76 3000 6000 0112 3456 7890 189 FR7630006000011234567890189 ' +
        '06 12 34 56 78 +33612345678 s=Wm6bXv0Pq1mQf2c0dGx1b2pRkz8a3d4e5f6g7h8i9j0',
    )
    expect(text).toBe('[e-mail] [iban] [iban] [phone] [phone] s=[token]')
  })

  it('keeps days, amounts, counts, ports and ids, by which an error is found', () => {
    const text =
      'load 13c79f38-0007-4000-9631-60ec0000001d of 2026-10-31: 120000 rows, 5119.85, 127.0.0.1:41234'
    expect(withoutPersons(text)).toBe(text)
  })

  it('is of a refused statement its text and the code, never what was to be written', () => {
    const cause = Object.assign(new Error('Key (email)=(marie@exemple.fr) exists'), { code: '23505' })
    const said = errorText(new DrizzleQueryError('insert into users values ($1)', ['Marie Dupont'], cause))
    expect(said).toContain('(23505): insert into users values ($1)')
    expect(said).not.toMatch(/marie/i)
    expect(said).toMatch(/\n\s+at /)
  })

  it('is the code alone of what the database says itself, which quotes values', () => {
    const thrown = Object.assign(new Error('invalid input syntax: "Dupont"'), { code: '22P02' })
    expect(errorText(thrown).split('\n')[0]).toBe('Error: code 22P02 of the database')
  })
})
