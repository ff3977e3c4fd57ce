/** One figure of a validity row: a rate or a mean over simulated experiments, with its Monte-Carlo error. */
export interface ValidityFigure {
  readonly label: string
  readonly value: number
  /** Monte-Carlo standard error of the value at its target. */
  readonly error: number
  readonly atLeast?: number
  readonly atMost?: number
  /** Printed to be compared with, not promised. */
  readonly besideOnly?: boolean
}

/** A row of the validity table; `run` simulates that many experiments with fixed seeds. */
export interface ValidityRow {
  readonly id: string
  readonly title: string
  readonly run: (experiments: number) => ValidityFigure[]
}

/**
 * A rate with its Monte-Carlo error √(p(1−p)/n), p = the target where there is one.
 * Units: share of experiments 0–1. Throws RangeError when nothing was counted.
 */
export function rateFigure(
  label: string,
  hits: number,
  trials: number,
  target: { readonly atLeast?: number; readonly atMost?: number; readonly besideOnly?: boolean },
): ValidityFigure {
  if (!(trials > 0)) throw new RangeError(`${label}: no experiment was counted`)
  const value = hits / trials
  const p = target.atLeast ?? target.atMost ?? value
  return { label, value, error: Math.sqrt((p * (1 - p)) / trials), ...target }
}

/** Whether the value is on the right side of each target, give or take two Monte-Carlo errors. */
export function figurePasses(figure: ValidityFigure): boolean {
  if (!Number.isFinite(figure.value)) return false
  const slack = 2 * figure.error
  return (
    (figure.atLeast === undefined || figure.value >= figure.atLeast - slack) &&
    (figure.atMost === undefined || figure.value <= figure.atMost + slack)
  )
}

export function figureText(figure: ValidityFigure): string {
  const percent = (value: number): string => (100 * value).toFixed(2)
  const target = [
    figure.atLeast === undefined ? '' : ` at least ${percent(figure.atLeast)}`,
    figure.atMost === undefined ? '' : ` at most ${percent(figure.atMost)}`,
  ].join('')
  const verdict = target === '' ? 'printed only' : figurePasses(figure) ? 'passes' : 'FAILS'
  return `${figure.label}: ${percent(figure.value)} ± ${percent(figure.error)}${target} → ${verdict}`
}
