import { CellDrawer, blockOf, dealPopulation, dealPlace, requireAssignmentDesign } from '../assignment'
import { chiSquareSf } from '../distributions'
import { type Random, seededRandom } from '../simulate'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const cells = ['a', 'b', 'c', 'd'].map((id) => ({ id, levels: {} }))
const WEIGHTS = [0.4, 0.3, 0.2, 0.1]
const designOf = (seed: string) => ({
  key: 'split',
  seed,
  cells,
  segments: [],
  weights: { everyone_else: WEIGHTS },
})

/** p of the split check of one seed over customers whose ids run like a company's numbers. */
function splitP(seed: string, customers: number): number {
  const drawer = new CellDrawer(designOf(seed))
  const counts = new Map(cells.map(({ id }) => [id, 0]))
  for (let i = 0; i < customers; i++) {
    const draw = drawer.draw({ customer: { id: `C${100_000 + i}` }, eligible: true })
    if (draw.entered) counts.set(draw.cell, (counts.get(draw.cell) ?? 0) + 1)
  }
  const statistic = cells.reduce((sum, { id }, i) => {
    const planned = customers * (WEIGHTS[i] ?? 0)
    return sum + ((counts.get(id) ?? 0) - planned) ** 2 / planned
  }, 0)
  return chiSquareSf(statistic, cells.length - 1)
}

/** Largest distance of the ordered p-values from the uniform distribution, times √n. */
function kolmogorov(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const n = sorted.length
  const gaps = sorted.map((p, i) => Math.max((i + 1) / n - p, p - i / n))
  return Math.max(...gaps) * Math.sqrt(n)
}

/** Largest count of customers by which a cell of a stratum strays from its weight, in blocks; and order-free or not. */
function dealt(run: number): { readonly blocks: number; readonly stable: boolean } {
  const random = seededRandom(8_200_000 + run)
  const design = requireAssignmentDesign(designOf(`deal ${run}`))
  const target = { design, segment: 'everyone_else' }
  const population = Array.from({ length: 120 + random.below(200) }, (_, i) => ({
    id: `C${i}`,
    amount: Math.exp(random.normal()) * 1000,
    lateness: random.uniform() < 0.2 ? null : 20 * random.normal(),
  }))
  const deal = dealPopulation(target, population)
  const again = dealPopulation(target, [...population].reverse())
  const cellOf = (d: typeof deal) =>
    d.customers
      .map(({ id, draw }) => `${id}=${draw.cell}`)
      .sort()
      .join()
  const counts = blockOf(WEIGHTS)
  const size = counts.reduce((a, b) => a + b, 0)
  let blocks = 0
  for (const [stratum, known] of Object.entries(deal.nextPlace)) {
    const seen = new Map<string, number>()
    for (let place = 0; place < known + 25; place++) {
      const { cell } = dealPlace(target, `x${place}`, stratum, place)
      seen.set(cell, (seen.get(cell) ?? 0) + 1)
      cells.forEach(({ id }, i) => {
        const stray = Math.abs((seen.get(id) ?? 0) - ((place + 1) * (counts[i] ?? 0)) / size)
        blocks = Math.max(blocks, stray / (counts[i] ?? 1))
      })
    }
  }
  return { blocks, stable: cellOf(deal) === cellOf(again) }
}

interface Person {
  /** Age of payment in days from three days before the due date. */
  readonly paid: number
  readonly reachableBySms: boolean
}

function person(random: Random): Person {
  const reachableBySms = random.uniform() < 0.8
  // Who has left no mobile number pays more slowly; nobody is moved by a reminder here.
  const hazard = reachableBySms ? 0.045 : 0.025
  return { reachableBySms, paid: Math.floor(Math.log(random.uniform()) / Math.log(1 - hazard)) }
}

const share = (list: readonly Person[], from: number) =>
  list.filter(({ paid }) => paid >= from && paid < from + 30).length / list.length

/** Differences of two cells alike in effect, in points: entry at the common trigger, and entry at first send. */
function differences(
  random: Random,
): Record<'timing' | 'channel' | 'timingAtSend' | 'channelAtSend', number> {
  const drawCell = () => Array.from({ length: 600 }, () => person(random))
  const [one, other] = [drawCell(), drawCell()]
  const reachable = (list: readonly Person[]) => list.filter(({ reachableBySms }) => reachableBySms)
  const sentTo = (list: readonly Person[], day: number) => list.filter(({ paid }) => paid >= day)
  return {
    timing: 100 * (share(other, 0) - share(one, 0)),
    channel: 100 * (share(reachable(other), 0) - share(reachable(one), 0)),
    // Day +5 against day −3: whoever paid before his message is never "exposed" in the later cell.
    timingAtSend: 100 * (share(sentTo(other, 8), 8) - share(one, 0)),
    channelAtSend: 100 * (share(reachable(other), 0) - share(one, 0)),
  }
}

function biasFigures(experiments: number): ValidityFigure[] {
  const runs = Array.from({ length: experiments }, (_, run) => differences(seededRandom(8_100_000 + run)))
  const figure = (label: string, key: keyof (typeof runs)[number], promised: boolean): ValidityFigure => {
    const values = runs.map((run) => run[key] / 100)
    const value = values.reduce((a, b) => a + b, 0) / experiments
    const error = Math.sqrt(
      values.reduce((a, b) => a + (b - value) ** 2, 0) / (experiments - 1) / experiments,
    )
    return { label, value, error, ...(promised ? { atLeast: 0, atMost: 0 } : { besideOnly: true }) }
  }
  return [
    figure('timing cells, common trigger: mean difference', 'timing', true),
    figure('channel cells, common trigger: mean difference', 'channel', true),
    figure('timing cells, exposed at first send: mean difference', 'timingAtSend', false),
    figure('channel cells, exposed at first send: mean difference', 'channelAtSend', false),
  ]
}

export const assignmentRow: ValidityRow = {
  id: '8',
  title: 'Assignment: uniform split check, strata within a block, no bias from timing or channel',
  run: (experiments) => {
    const ps = Array.from({ length: experiments }, (_, run) => splitP(`seed ${run}`, 500))
    const below = (level: number) => ps.filter((p) => p < level).length
    const deals = Array.from({ length: Math.ceil(experiments / 10) }, (_, run) => dealt(run))
    const within = deals.filter(({ blocks }) => blocks <= 1).length
    const stable = deals.filter((deal) => deal.stable).length
    return [
      rateFigure('split check p < 0.05', below(0.05), experiments, { atMost: 0.05 }),
      rateFigure('split check p < 0.5', below(0.5), experiments, { atLeast: 0.5, atMost: 0.5 }),
      // 1.63 is the 1 % point of Kolmogorov's distribution.
      {
        label: "Kolmogorov's distance of the p-values × √n / 100",
        value: kolmogorov(ps) / 100,
        error: 0,
        atMost: 0.0163,
      },
      rateFigure('populations whose strata all keep within one block', within, deals.length, { atLeast: 1 }),
      rateFigure('populations dealt alike in reverse file order', stable, deals.length, { atLeast: 1 }),
      ...biasFigures(experiments),
    ]
  },
}
