import { constantHazards } from '@relance/experiments/simulate'
import type { ArmEffect, ExperimentModel, SegmentModel } from '@relance/experiments/simulate'

/** h of every experiment of the demo. */
export const HORIZON = 30
const AGES = 120

/** An experiment of the demo: what is fixed before launch, how customers really behave, and what is right to say. */
export interface DemoExperiment {
  id: string
  name: string
  hypothesis: string
  cells: {
    id: string
    label: string
    levels: Record<string, string>
    channel: string
    tone: string
    cost: number
  }[]
  control: string
  segments: { id: string; name: string }[]
  worthHaving: number
  /** n·se² of one customer, from 20,000 simulated ones */
  unitVariance: number
  /** days from its first entry to the last day of the story */
  startedDaysAgo: number
  entryDays: number
  customers: number
  guardrails: { harm: 'complaints'; window_days: number; margin: number; base: number }[]
  ended: boolean
  effect: (cell: string, segment: string) => ArmEffect
  complaintRate: (cell: string) => number
}

const COURTEOUS = {
  id: 'courteous',
  label: 'Courtoise',
  levels: { tone: 'courteous' },
  channel: 'email',
  tone: 'neutral',
  cost: 0.02,
}
const FIRM = {
  id: 'firm',
  label: 'Ferme',
  levels: { tone: 'firm' },
  channel: 'email',
  tone: 'firm',
  cost: 0.02,
}
const SMALL = { id: 'small-business', name: 'Petites entreprises' }
const HOUSEHOLDS = { id: 'households', name: 'Particuliers' }
const COMPLAINTS = { harm: 'complaints' as const, window_days: 14, margin: 0.0025, base: 0.005 }
const none: ArmEffect = { kind: 'none' }
const points = (value: number): ArmEffect => ({ kind: 'points', points: value, horizon: HORIZON })

const common = { worthHaving: 0.08, unitVariance: 0.22, entryDays: 60, guardrails: [COMPLAINTS] }

/** Sizes find the true effects with a power of 97 % per segment under the sequential rule (experiments/src/design). */
export const demoExperiments: readonly DemoExperiment[] = [
  {
    ...common,
    id: 'demo-ton-par-segment',
    name: 'Ton ferme ou courtois, par segment',
    hypothesis: 'Un ton ferme fait payer plus tôt les petites entreprises et braque les particuliers.',
    cells: [COURTEOUS, FIRM],
    control: COURTEOUS.id,
    segments: [SMALL, HOUSEHOLDS],
    startedDaysAgo: 150,
    customers: 2000,
    ended: true,
    effect: (cell, segment) => (cell === FIRM.id ? points(segment === SMALL.id ? 0.18 : -0.18) : none),
    complaintRate: () => 0.005,
  },
  {
    ...common,
    id: 'demo-sms-ou-courriel',
    name: 'Premier rappel par SMS ou par courriel',
    hypothesis: 'Un SMS est lu plus vite qu’un courriel et fait payer davantage de clients.',
    cells: [
      { ...COURTEOUS, id: 'email', label: 'Courriel', levels: { channel: 'email' } },
      { ...COURTEOUS, id: 'sms', label: 'SMS', levels: { channel: 'sms' }, channel: 'sms', cost: 0.06 },
    ],
    control: 'email',
    segments: [SMALL],
    worthHaving: 0.1,
    startedDaysAgo: 140,
    customers: 2000,
    ended: true,
    effect: () => none,
    complaintRate: () => 0.005,
  },
  {
    ...common,
    id: 'demo-ton-menacant',
    name: 'Annonce des conséquences dès le premier rappel',
    hypothesis: 'Annoncer les suites dès le premier rappel accélère les paiements.',
    cells: [
      COURTEOUS,
      {
        ...FIRM,
        id: 'consequences',
        label: 'Conséquences',
        levels: { tone: 'consequences' },
        tone: 'consequences',
      },
    ],
    control: COURTEOUS.id,
    segments: [HOUSEHOLDS],
    startedDaysAgo: 145,
    customers: 1600,
    ended: true,
    effect: (cell) => (cell === COURTEOUS.id ? none : points(0.15)),
    complaintRate: (cell) => (cell === COURTEOUS.id ? 0.005 : 0.06),
  },
  {
    ...common,
    id: 'demo-jour-de-relance',
    name: 'Relancer deux jours ou cinq jours après l’échéance',
    hypothesis: 'Relancer plus tôt avance les encaissements sans plus de réclamations.',
    cells: [
      { ...COURTEOUS, id: 'day-5', label: 'J+5', levels: { timing: 'day5' } },
      { ...COURTEOUS, id: 'day-2', label: 'J+2', levels: { timing: 'day2' } },
    ],
    control: 'day-5',
    segments: [SMALL],
    startedDaysAgo: 44,
    customers: 1400,
    ended: false,
    effect: (cell) => (cell === 'day-2' ? points(0.03) : none),
    complaintRate: () => 0.005,
  },
]

/** How customers of a demo experiment behave; `customers` over all cells and segments. */
export function demoModel(experiment: DemoExperiment, customers = experiment.customers): ExperimentModel {
  const segment = (id: string): SegmentModel => ({
    name: id,
    share: 1 / experiment.segments.length,
    behaviours: [{ name: 'all', share: 1, hazards: constantHazards(0.5, HORIZON, AGES) }],
    invoices: 2,
    amountMedian: 400,
    amountSigma: 0.6,
    exitHazard: 0.0005,
  })
  return {
    arms: experiment.cells.map(({ id }) => ({
      name: id,
      customers: Math.round(customers / experiment.cells.length),
      effect: none,
      effectBySegment: Object.fromEntries(
        experiment.segments.map((one) => [one.id, experiment.effect(id, one.id)]),
      ),
      complaintRate: experiment.complaintRate(id),
    })),
    segments: experiment.segments.map(({ id }) => segment(id)),
    entryDays: experiment.entryDays,
    correlation: 0.3,
  }
}
