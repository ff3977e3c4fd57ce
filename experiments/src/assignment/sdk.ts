import { evalCondition, GrowthBookClient } from '@growthbook/growthbook'
import type {
  Experiment,
  FeatureApiResponse,
  FeatureResult,
  Result,
  StickyAssignmentsDocument,
  UserContext,
} from '@growthbook/growthbook'
import type { GrowthBookCondition } from '../segments'

/** GrowthBook's payload: features, saved groups, contextual bandits. Never encrypted here. */
export type GrowthBookPayload = FeatureApiResponse
export type StickyDocument = StickyAssignmentsDocument

/** What one evaluation may depend on besides the payload. No address of a host: nothing is fetched. */
export interface OfflineUser {
  readonly attributes: Readonly<Record<string, unknown>>
  /** Earlier draws of this customer; when given, sticky buckets are honoured and written. */
  readonly stickyDocuments?: readonly StickyDocument[]
  readonly url?: string
  readonly forcedVariations?: Readonly<Record<string, number>>
}

export interface OfflineOptions {
  readonly enabled?: boolean
  readonly qaMode?: boolean
  readonly forcedVariations?: Readonly<Record<string, number>>
}

export interface Evaluated<T> {
  readonly result: T
  /** Documents after the evaluation, to be stored where `stickyDocuments` came from. */
  readonly stickyDocuments: readonly StickyDocument[]
}

const keyOf = (document: StickyDocument) => `${document.attributeName}||${document.attributeValue}`

/**
 * GrowthBook's SDK 1.8.0 on a payload that is already here: no request is made, no global state is
 * kept, evaluation is synchronous. The only file that imports the SDK.
 */
export class OfflineGrowthBook {
  private readonly client: GrowthBookClient

  constructor(payload: GrowthBookPayload, options: OfflineOptions = {}) {
    if (payload.encryptedFeatures ?? payload.encryptedExperiments ?? payload.encryptedSavedGroups) {
      throw new RangeError('an encrypted payload cannot be evaluated offline')
    }
    const { forcedVariations, ...flags } = options
    const forced = forcedVariations === undefined ? {} : { forcedVariations: { ...forcedVariations } }
    this.client = new GrowthBookClient({ ...flags, ...forced }).initSync({ payload })
  }

  /** Value and draw of a feature for one customer. Throws nothing; an unknown key gives null. */
  evaluateFeature(key: string, user: OfflineUser): Evaluated<FeatureResult<unknown>> {
    return this.withDocuments(user, (context) => this.client.evalFeature(key, context))
  }

  /** Draw of an experiment that stands outside any feature. Set hashVersion 2 (the SDK defaults to 1). */
  runExperiment<T>(experiment: Experiment<T>, user: OfflineUser): Evaluated<Result<T>> {
    return this.withDocuments(user, (context) => this.client.runInlineExperiment(experiment, context))
  }

  private withDocuments<T>(user: OfflineUser, evaluate: (context: UserContext) => T): Evaluated<T> {
    const context: UserContext = { attributes: { ...user.attributes } }
    if (user.url !== undefined) context.url = user.url
    if (user.forcedVariations !== undefined) context.forcedVariations = { ...user.forcedVariations }
    if (user.stickyDocuments === undefined) return { result: evaluate(context), stickyDocuments: [] }
    const documents = new Map(user.stickyDocuments.map((document) => [keyOf(document), document]))
    context.stickyBucketAssignmentDocs = Object.fromEntries(documents)
    context.saveStickyBucketAssignmentDoc = (document) => {
      documents.set(keyOf(document), document)
      return Promise.resolve()
    }
    return { result: evaluate(context), stickyDocuments: [...documents.values()] }
  }
}

type Condition = Parameters<typeof evalCondition>[1]
type SavedGroups = Parameters<typeof evalCondition>[2]

/** Does a customer meet a GrowthBook condition? The SDK's own evaluation. */
export function meetsCondition(
  attributes: Readonly<Record<string, unknown>>,
  condition: GrowthBookCondition,
  savedGroups: Readonly<Record<string, unknown>> = {},
): boolean {
  return evalCondition(attributes, condition as Condition, savedGroups as SavedGroups)
}

/**
 * Question: where in [0, 1) does the SDK's hash put a value? Assumes hash version 1 or 2; null for an
 * unknown version or an empty value. Source: GrowthBook SDK build spec, "hash" (FNV-1a, 32 bits).
 * Worked number: seed '' , value 'a', version 1 → 0.22.
 */
export function bucketOf(seed: string, value: string, hashVersion = 2): number | null {
  const sdk = new OfflineGrowthBook({})
  const experiment = { key: seed, seed, hashVersion, variations: [0, 1] as [number, number] }
  return sdk.runExperiment(experiment, { attributes: { id: value } }).result.bucket ?? null
}
