// What the frontend may know of the backend: types only.
export type { Problem } from './http/problem.contract'
export type {
  AccountChange,
  LinkSignIn,
  LinkState,
  NewAccount,
  PasswordSignIn,
  Session,
  User,
} from './auth/auth.contract'
export type {
  Dimension,
  KpiDefinition,
  KpiDefinitionsAnswer,
  KpiInvoice,
  KpiInvoicesAnswer,
  KpiInvoicesQuery,
  KpiRow,
  KpisAnswer,
  KpisQuery,
  PeriodQuery,
} from './kpis/kpis.contract'
export type {
  BridgePart,
  Figure,
  OverviewAnswer,
  OverviewMonth,
  OverviewQuery,
  TopCustomer,
} from './kpis/overview.contract'
export type {
  Ageing,
  CustomerAnswer,
  CustomerBalance,
  CustomerInvoicesAnswer,
  CustomerInvoicesQuery,
  CustomerQuery,
  InvoiceAnswer,
  InvoiceEvent,
  InvoiceQuery,
  InvoiceState,
  ReceivablesAnswer,
  ReceivablesQuery,
} from './receivables/receivables.contract'
export type { EntitiesAnswer, Entity } from './entities/entities.contract'
export type {
  Load,
  LoadResult,
  LoadsAnswer,
  LoadsQuery,
  Reject,
  RejectsAnswer,
  RejectsQuery,
  RetryRequest,
} from './loads/loads.contract'
export type { Job, JobProgress, JobsAnswer } from './jobs/jobs.contract'
export type {
  FileMapping,
  FilePreview,
  LoadOptions,
  StoredFile,
  UnderstoodFile,
} from './files/files.contract'
