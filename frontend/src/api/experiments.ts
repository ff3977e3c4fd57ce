import type {
  AaAnswer,
  Applied,
  DesignQuestion,
  Experiment,
  ExperimentChange,
  ExperimentCustomersAnswer,
  ExperimentCustomersQuery,
  ExperimentsAnswer,
  FeasibilityAnswer,
  GrowthBookAnswer,
  KnownBy,
  LaunchRequest,
  NewDecision,
  ProgramAnswer,
  ResultsAnswer,
  RunState,
} from '@relance/backend/contract'
import { query, request, type QueryValues } from './client'

const one = (id: string) => `/experiments/${encodeURIComponent(id)}`

export const readProgram = (signal: AbortSignal) =>
  request<ProgramAnswer>('GET', '/experiment-program', { signal })
/** @param on a day of the past, and whether what was loaded later is left out as well; undefined: today */
export const readResults = (
  id: string,
  on: { as_of: string; known_by: KnownBy } | undefined,
  signal: AbortSignal,
) => request<ResultsAnswer>('GET', `${one(id)}/results${query(on ?? {})}`, { signal })
export const readGrowthBook = (id: string, signal: AbortSignal) =>
  request<GrowthBookAnswer>('GET', `${one(id)}/growthbook`, { signal })
export const readExperimentCustomers = (
  id: string,
  question: ExperimentCustomersQuery,
  signal?: AbortSignal,
) =>
  request<ExperimentCustomersAnswer>(
    'GET',
    `${one(id)}/customers${query(question as QueryValues)}`,
    signal ? { signal } : {},
  )
export const decideExperiment = (id: string, body: NewDecision) =>
  request<unknown>('POST', `${one(id)}/decisions`, { body })
export const withdrawDecision = (id: string, decision: number) =>
  request<unknown>('POST', `${one(id)}/decisions/${decision}/withdraw`, { body: {} })

export const readRun = (id: string, signal: AbortSignal) =>
  request<RunState>('GET', `${one(id)}/run`, { signal })
export const setWeights = (id: string, weights: RunState['weights'], reason: string) =>
  request<RunState>('PUT', `${one(id)}/weights`, { body: { weights, reason } })
export const setEntries = (id: string, open: boolean, reason: string) =>
  request<RunState>('PUT', `${one(id)}/entries`, { body: { open, reason } })
export const pauseVariant = (id: string, variant: string, reason: string) =>
  request<RunState>('POST', `${one(id)}/variants/${encodeURIComponent(variant)}/pause`, { body: { reason } })
export const resumeVariant = (id: string, variant: string, reason: string) =>
  request<RunState>('POST', `${one(id)}/variants/${encodeURIComponent(variant)}/resume`, { body: { reason } })
/** @param name of the new campaign; empty: made of the names of the campaign and of the experiment */
export const applyWinners = (id: string, { name, note }: { name: string; note: string }) =>
  request<Applied>('POST', `${one(id)}/apply`, { body: { note, ...(name.trim() ? { name } : {}) } })

export const readExperiments = (signal: AbortSignal) =>
  request<ExperimentsAnswer>('GET', '/experiments', { signal })
export const readExperiment = (id: string, signal: AbortSignal) =>
  request<Experiment>('GET', one(id), { signal })
export const saveExperiment = (id: string, body: ExperimentChange) =>
  request<Experiment>('PUT', one(id), { body })
export const askFeasibility = (body: DesignQuestion, signal: AbortSignal) =>
  request<FeasibilityAnswer>('POST', '/experiments/feasibility', { body, signal })
export const askAaCheck = (body: DesignQuestion) =>
  request<AaAnswer>('POST', '/experiments/aa-check', { body })
export const launchExperiment = (id: string, body: LaunchRequest) =>
  request<Experiment>('POST', `${one(id)}/launch`, { body })
