import { describe, expect, it } from 'vitest'
import { amountText } from './typed'

describe('an amount that somebody typed', () => {
  it('is read as French and English people write it', () => {
    for (const typed of ['1240,50', '1 240,50', '1\u202f240,50\u00a0€', '1240.50', '1,240.50', '1.240,50'])
      expect(amountText(typed), typed).toBe('1240.50')
    expect(amountText('240')).toBe('240')
  })

  it('is refused when it is none, or nothing', () => {
    for (const typed of ['', 'abc', '-5', '0', '0,00', '12,345.678', '1e3'])
      expect(amountText(typed), typed).toBe(undefined)
  })
})
