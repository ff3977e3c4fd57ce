import type {
  AaAnswer,
  DesignQuestion,
  Experiment,
  ExperimentChange,
  ExperimentCustomersAnswer,
  ExperimentCustomersQuery,
  ExperimentsAnswer,
  FeasibilityAnswer,
  LaunchRequest,
  NewDecision,
  ProgramAnswer,
  ResultsAnswer,
} from '@relance/backend/contract'
import { query, request, type QueryValues } from './client'

const one = (id: string) => `/experiments/${encodeURIComponent(id)}`

export const readProgram = (signal: AbortSignal) =>
  request<ProgramAnswer>('GET', '/experiment-program', { signal })
export const readResults = (id: string, asOf: string | undefined, signal: AbortSignal) =>
  request<ResultsAnswer>('GET', `${one(id)}/results${query({ as_of: asOf })}`, { signal })
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
