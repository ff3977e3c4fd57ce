import type { ResultsAnswer, RunState } from '@relance/backend/contract'
import { ALL, actorText, adaptedText, noteText } from '../words'

/** What was done to an experiment, decided or steered, as a line of its log. */
export interface LogLine {
  readonly key: string
  readonly at: string
  readonly who: string
  readonly action: string
  readonly note: string
  /** of a decision only: what it is about, on which data, and whether it counts */
  readonly decision: ResultsAnswer['decisions'][number] | null
}

/** Decisions and steering in one log, newest first. */
export function logLines(answer: ResultsAnswer, run: RunState | undefined): LogLine[] {
  const decided = answer.decisions.map((one) => ({
    key: `decision ${one.id}`,
    at: one.at,
    who: actorText(one),
    action: one.action,
    note: one.adapted === null ? noteText(one) : adaptedText(answer.design, one.adapted),
    decision: one,
  }))
  const steered = (run?.changes ?? []).map((one) => ({
    key: `${one.action} ${one.at}`,
    at: one.at,
    who: actorText(one),
    action: one.action,
    note: one.reason,
    decision: null,
  }))
  return [...decided, ...steered].sort((a, b) => b.at.localeCompare(a.at))
}

/** Lines of what was done, which judge no variant. */
const ACTS: readonly string[] = ['pause', 'resume', 'adapt', 'end']

/** By segment the variant that its last decision adopts; one for all segments counts where none is for it. */
export function winnersOf({ design, decisions }: ResultsAnswer): { segment: string; variant: string }[] {
  const standing = decisions.filter((one) => one.withdrawn_at === null && !ACTS.includes(one.action))
  return design.segments.flatMap(({ id }) => {
    const last =
      standing.find(({ segment }) => segment === id) ?? standing.find(({ segment }) => segment === ALL)
    const variant = last?.action === 'ship' ? last.variant : null
    return variant !== null && design.cells.some((cell) => cell.id === variant)
      ? [{ segment: id, variant }]
      : []
  })
}

/** The decision that made a campaign of the winners, where it stands. */
export const appliedIn = ({ decisions }: ResultsAnswer) =>
  decisions.find((one) => one.action === 'apply' && one.withdrawn_at === null)

/** What stands in a field of a weight; undefined where that is none. A comma is read as well as a point. */
export function weightIn(text: string): number | undefined {
  const weight = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'))
  return weight >= 0 && Number.isFinite(weight) ? weight : undefined
}
