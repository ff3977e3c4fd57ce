import type { Learning } from '@relance/backend/contract'

const unique = (values: readonly string[]) => [...new Set(values)].sort()

export const factorsOf = (rows: readonly Learning[]) =>
  unique(rows.flatMap(({ variants }) => variants.flatMap(({ moves }) => moves.map((move) => move.factor))))

export const segmentsOf = (rows: readonly Learning[]) => unique(rows.map((row) => row.segment_name))

/**
 * What a text, a factor and a segment leave; empty ones ask for nothing.
 * @param noteOf the note as it is read on the screen
 */
export function found(
  rows: readonly Learning[],
  { text, factor, segment }: { text: string; factor: string; segment: string },
  noteOf: (decision: Learning['decision']) => string = ({ note }) => note,
): Learning[] {
  const wanted = text.trim().toLowerCase()
  return rows.filter((row) => {
    const moves = row.variants.flatMap((one) => one.moves)
    const words = [
      row.experiment_name,
      row.segment_name,
      noteOf(row.decision),
      ...row.variants.map(({ label }) => label),
      ...moves.flatMap((move) => [move.factor, move.from, move.to]),
    ]
    return (
      (factor === '' || moves.some((move) => move.factor === factor)) &&
      (segment === '' || row.segment_name === segment) &&
      (wanted === '' || words.join(' ').toLowerCase().includes(wanted))
    )
  })
}
