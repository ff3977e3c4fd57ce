// The embedded engine and the warehouse.
export { EngineError } from './engine/engine-error'
export type { EngineErrorCode } from './engine/engine-error'
export { freePort, startEngine } from './engine/engine'
export type { Engine, EngineOptions } from './engine/engine'
export type { EngineUser } from './engine/users'
export { usersSql } from './engine/users'
export { analystUser } from './engine/analyst'
export type { AnalystScope, AnalystUser } from './engine/analyst'
export { libraryPath } from './engine/platform'
export { ClusterError, findCluster } from './warehouse/cluster'
export { behindPeople, shardsOf } from './warehouse/shards'
export { connectWarehouse } from './warehouse/warehouse'
export type {
  Insert,
  Query,
  Statement,
  TimedStatement,
  Warehouse,
  WarehouseReader,
  WarehouseOptions,
  WarehouseSettings,
} from './warehouse/warehouse'
export type { InsertBody } from './warehouse/body'
export { askAsAnalyst, checkAskedAs } from './warehouse/analyst-door'
export type { DoorAnswer, DoorRequest } from './warehouse/analyst-door'
export { WarehouseError, errorCodeOf } from './warehouse/warehouse-error'
export type { WarehouseErrorCode } from './warehouse/warehouse-error'
export { copyTables, fillTables } from './warehouse/copy'
export { MigrationError, appliedSchema, migrate } from './warehouse/migrate'
export type { MigrateOptions } from './warehouse/migrate'
export type { Migration } from './warehouse/migrations'
export { lockDataDir } from './engine/lock'
export type { DataDirLock } from './engine/lock'
// The event contract and loading.
export {
  eventRow,
  eventTypeAliases,
  eventTypeDefinitions,
  eventTypes,
  ignoredReasons,
  reasonCodes,
} from './events/contract'
export type { EventRow, EventType, EventTypeDefinition, IgnoredReason, ReasonCode } from './events/contract'
export {
  exportRejects,
  ingestFile,
  ingestStream,
  keepLoadsApart,
  listLoads,
  listRejects,
  onLoadEnded,
  previewStream,
  readMapping,
  recoverLoads,
  retryRejects,
  undoLoad,
} from './ingest'
export { tableFields } from './sources/csv/kinds'
export { OUR_HEADERS, OUR_VARIABLES, ourIds } from './sources/messages/convention'
export { sourceFreshness } from './ingest/freshness'
export type { SourceFreshness } from './ingest/freshness'
export type { EndedLoad } from './ingest/load-listener'
export type { LineReport, LineResult } from './ingest/line-results'
export { IngestError } from './ingest/ingest-error'
export type { IngestErrorCode } from './ingest/ingest-error'
export { loadStates, mapping, tableKinds } from './ingest/ingest.contract'
export type {
  IngestOptions,
  IngestProgress,
  IngestResult,
  Load,
  LoadState,
  Mapping,
  Mended,
  Preview,
  Reject,
  RejectPage,
  TableKind,
  Understood,
} from './ingest/ingest.contract'
// Derived state and KPIs.
export { asKnownThen, bucketCount, derive } from './derive'
export {
  cashForecast,
  computeKpis,
  customerInvoices,
  dataState,
  dsoContributions,
  forecastMark,
  invoiceTimeline,
  kpiDefinitions,
  kpiDimensions,
  kpiInvoices,
  kpiReasons,
  monthlyFigures,
  presentedFigures,
  presentedFrom,
  overview,
  overviewKpis,
  pastFigures,
  paymentTerms,
  receivables,
  termBrackets,
  conversionInto,
  RATE_DAYS,
} from './kpis'
export type {
  AgeingAmounts,
  AgeingBucket,
  BridgeParts,
  CashForecast,
  CustomerInvoicesQuestion,
  Figure,
  InvoiceRow,
  InvoiceState,
  InvoiceTimeline,
  InvoiceTimelineQuestion,
  KpiDefinition,
  KpiDimension,
  KpiInvoicesQuestion,
  KpiQuestion,
  KpiReason,
  KpiRow,
  KpiUnit,
  Overview,
  OverviewMonth,
  OverdueCustomer,
  Page,
  PastFigures,
  ReceivablesQuestion,
  ReceivablesRow,
  ReceivablesSort,
  TimelineEvent,
  Conversion,
  DatedRate,
} from './kpis'
// What is known of a person, and taking it out.
export { eraseCustomer, eventsOfCustomer, personalWords } from './personal-data'
export type { CustomerKey, KnownEvent } from './personal-data'
// Bank entries and the invoices that they pay.
export {
  MatchingError,
  acceptProposal,
  assignEntry,
  declineProposal,
  entryStates,
  ignoreEntry,
  listEntries,
  matchEntries,
  matchReasons,
  takeBackEntry,
} from './matching'
export type {
  EntriesQuestion,
  EntryProposal,
  EntryState,
  ListedEntry,
  MatchReason,
  MatchingErrorCode,
} from './matching'
// The demo company.
export {
  EXPERIMENT_ENTITY,
  HORIZON as demoHorizon,
  demoExperiments,
  experimentEvents,
} from './demo/experiments'
export type { DemoExperiment } from './demo/experiments'
export { generateDemo, writeDemoFiles } from './demo'
export type { DemoFiles, DemoOptions } from './demo'
// What is known of customers on a day: segments, payer profiles, risk of late payment.
export {
  countPopulation,
  customerAttributes,
  lastPaymentDay,
  listProfiles,
  payerProfiles,
  populationMembers,
  previewSegment,
  riskExamples,
  riskFeatures,
  segmentMembers,
  stratumStandings,
} from './segments'
export type {
  AttributesQuestion,
  CustomerAttributesRow,
  InvoiceAttributes,
  PayerProfile,
  PopulationGroup,
  ProfileRow,
  RiskCoefficients,
  RiskExample,
  RiskFeature,
  RuleSql,
  SegmentCount,
  SegmentCut,
  SegmentCustomer,
} from './segments'
// Sums of experiments, for the estimators of @relance/experiments.
export {
  dealtCustomers,
  experimentCells,
  experimentCustomers,
  experimentCutThen,
  experimentDataCut,
  experimentRowsMark,
  experimentSums,
  exposedExperiments,
  exposuresByDay,
  followedCustomers,
  growthBookQueries,
  harms,
  harmsInOrder,
  historyCut,
  pastCustomers,
  stratumName,
} from './experiments'
export type {
  ExperimentCell,
  ExperimentQuestion,
  ExposureDay,
  Followed,
  FollowedCustomer,
  FollowedMetric,
  Harm,
  PastCustomer,
  PastQuestion,
} from './experiments'
export { readStudy } from './experiments/files/read-study'
export type { ReadStudy } from './experiments/files/read-study'
export { StudyError } from './experiments/files/study-error'
export type { StudyErrorCode } from './experiments/files/study-error'
