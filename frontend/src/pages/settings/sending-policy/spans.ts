/** Minutes since midnight as `8:30`. */
const clock = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`

export const spansText = (spans: readonly (readonly [number, number])[]): string =>
  spans.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ')

/**
 * Spans of a day as they are written: `10:00–13:00, 14h-20h`.
 * @returns what cannot be read as an empty list, which the server refuses beside its field
 */
export function readSpans(text: string): [number, number][] {
  const spans = text.split(/[,;]/).map((span) => {
    const found = /^\s*(\d{1,2})(?:[:h](\d{2})?)?\s*[-–]\s*(\d{1,2})(?:[:h](\d{2})?)?\s*$/i.exec(span)
    if (!found) return undefined
    const [, h1 = '0', m1 = '0', h2 = '0', m2 = '0'] = found
    return [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)] as [number, number]
  })
  return spans.every((span) => span !== undefined) ? spans : []
}
