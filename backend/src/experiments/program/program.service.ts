import { Injectable } from '@nestjs/common'
import type { Experiment } from '../experiments.contract'
import { ExperimentsService } from '../experiments.service'
import { DecisionsLog } from '../results/decisions-log'
import type { ResultsAnswer } from '../results/results.contract'
import { ResultsService } from '../results/results.service'
import { broughtBy, totalOf } from './brought'
import { learningOf } from './learnings'
import { FALSE_DISCOVERY_RATE, onlineControl, smallestP } from './online-control'
import type { ProgramAnswer, ProgramRow } from './program.contract'

interface Analysed {
  experiment: Experiment
  /** null while nobody has entered */
  results: ResultsAnswer | null
}

/** Lines of what was done, which teach nothing. */
const ACTS: readonly string[] = ['pause', 'resume', 'adapt', 'apply']

/** All experiments of the company together: what they brought, which findings stand, what was learnt. */
@Injectable()
export class ProgramService {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly results: ResultsService,
    private readonly decisions: DecisionsLog,
  ) {}

  async program(): Promise<ProgramAnswer> {
    const [all, decisions] = await Promise.all([this.experiments.list(), this.decisions.standing()])
    const analysed: Analysed[] = []
    // One after the other: each fills the engine, and all are remembered until their data change.
    for (const experiment of all) {
      const results = experiment.customers > 0 ? await this.results.results(experiment.id) : null
      analysed.push({ experiment, results })
    }
    const tested = analysed.flatMap(({ experiment: { id, first_day: first }, results }) => {
      const p = results === null ? null : smallestP(results)
      return p === null || first === null ? [] : [{ id, first, p }]
    })
    const online = onlineControl(tested)
    const rows = analysed.map((one) => rowOf(one, online.get(one.experiment.id) ?? null))
    return {
      rows,
      false_discovery_rate: FALSE_DISCOVERY_RATE,
      totals: totalsOf(rows),
      learnings: decisions.flatMap(({ experimentId, decision, numbers }) => {
        const experiment = all.find(({ id }) => id === experimentId)
        if (experiment === undefined) return []
        const learning = learningOf(experiment, decision, numbers)
        // What was done to an experiment teaches nothing that the decisions before it do not, but for its harm.
        const taught = learning.harm !== null || !ACTS.includes(decision.action)
        return taught ? [learning] : []
      }),
    }
  }
}

function rowOf({ experiment, results }: Analysed, online: ProgramRow['online']): ProgramRow {
  const { id, name, state, customers, first_day: first, design } = experiment
  const labelOf = (cell: string | null) => design.cells.find((one) => one.id === cell)?.label ?? cell
  const nameOf = (segment: string) => design.segments.find((one) => one.id === segment)?.name ?? segment
  return {
    id,
    name,
    state,
    customers,
    first_day: first,
    cut: results?.cut ?? null,
    horizon_days: design.horizon_days,
    days_left: results?.days_left ?? design.max_days + design.horizon_days,
    currency: results?.currency ?? null,
    action: results?.overall?.action ?? null,
    winner: labelOf(results?.overall?.winner ?? null),
    segments: (results?.segments ?? []).map(({ segment, action, winner }) => ({
      name: nameOf(segment),
      action,
      winner: labelOf(winner),
    })),
    brought: results === null ? null : broughtBy(results),
    online,
  }
}

function totalsOf(rows: readonly ProgramRow[]): ProgramAnswer['totals'] {
  const currencies = [
    ...new Set(rows.flatMap(({ currency }) => (currency === null ? [] : [currency]))),
  ].sort()
  return currencies.map((currency) => {
    const brought = rows.flatMap((row) => (row.currency === currency && row.brought ? [row.brought] : []))
    return {
      currency,
      experiments: brought.filter((one) => one.cash_brought_forward.measurable).length,
      cash_brought_forward: totalOf(brought.map((one) => one.cash_brought_forward)),
      financing_value: totalOf(brought.map((one) => one.financing_value)),
    }
  })
}
