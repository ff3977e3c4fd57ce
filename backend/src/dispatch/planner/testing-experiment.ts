import type { Step } from '../../campaigns/campaign.contract'
import { EntryIndex } from '../experiment/entry-book'
import { experimentWorld } from '../experiment/experiment-world'
import type { HoldsOut } from '../experiment/experiment-world'
import type { Exposure } from '../experiment/exposure'
import type { Asked, RunningExperiment } from '../experiment/running-experiment'
import type { CustomerRecord, Instant } from './customer-record'
import { planCustomer } from './plan-customer'
import { LADDER, aCampaign, aWorld } from './testing'
import type { Verdict } from './verdict'
import type { RunningCampaign, World } from './world'

type Change = Partial<Step>

/** Test aid: an experiment over everyone else whose cells change the first step of the ladder. */
export function anExperiment(
  cells: Readonly<Record<string, Change>>,
  given: Partial<RunningExperiment> & { readonly cellOf?: (asked: Asked) => string } = {},
): RunningExperiment {
  const { cellOf = () => Object.keys(cells)[0] ?? '', ...rest } = given
  const tested = Object.entries(cells).map(([id, change]) => {
    const first = { ...LADDER[0], ...change } as Step
    return { id, steps: [first, ...LADDER.slice(1)], changed: Object.keys(change).length > 0 ? [first] : [] }
  })
  return {
    id: 'x1',
    startedOn: '2026-11-01',
    lastDay: '2027-12-31',
    mark: '1',
    takesEntries: true,
    dealt: false,
    maxCustomers: 1_000_000,
    segments: new Map([
      ['', { id: 'everyone_else', cells: tested, timings: tested.map(({ steps }) => steps) }],
    ]),
    paused: new Set<string>(),
    holdoutDays: 30,
    holdoutMaximum: null,
    templates: {},
    draw: (asked) => ({
      cell: cellOf(asked),
      levels: {},
      probability: 0.5,
      epoch: 1,
      holdoutPossible: asked.mayBeHeldOut,
      stratum: '',
    }),
    ...rest,
  }
}

/** Test aid: days of customers of campaigns with experiments, each plan knowing the entries of those before. */
export function lived(campaigns: readonly RunningCampaign[], given: Partial<World> = {}) {
  const known = new EntryIndex()
  let running = campaigns
  let over = new Map<string, HoldsOut>()
  return {
    entries: [] as Exposure[],
    change(next: readonly RunningCampaign[]) {
      running = next
    },
    /** Ends the experiments, and goes on with other campaigns. */
    end(next: readonly RunningCampaign[]) {
      over = new Map(
        running.flatMap(({ experiment }) => (experiment ? [[experiment.id, experiment] as const] : [])),
      )
      running = next
    },
    plan(record: CustomerRecord, now: Instant): readonly Verdict[] {
      const { frozenSegment, ...tests } = experimentWorld(running, known, undefined, over)
      const world = aWorld({
        ...tests,
        ...given,
        segmentOf: (one, campaign) => frozenSegment(one, campaign) ?? '',
      })
      const verdicts = planCustomer(record, running, now, world)
      for (const { exposed } of verdicts) {
        if (!exposed) continue
        known.add(exposed)
        this.entries.push(exposed)
      }
      return verdicts
    },
  }
}

export const tested = (experiment: RunningExperiment, id = 'k1'): RunningCampaign =>
  aCampaign({}, { id, experiment })
