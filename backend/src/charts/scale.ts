/** The scale a figure of this size is told in, so that a series keeps one unit. */
export function moneyScale(largest: number): { divide: number; letter: string; digits: number } {
  const size = Math.abs(largest)
  if (size >= 1e6) return { divide: 1e6, letter: 'M', digits: 2 }
  if (size >= 1e5) return { divide: 1e3, letter: 'k', digits: 0 }
  if (size >= 1e4) return { divide: 1e3, letter: 'k', digits: 1 }
  return { divide: 1, letter: '', digits: 0 }
}
