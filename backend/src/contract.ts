// What the frontend may know of the backend: types only.
// Every write carries the header `x-relance-request: 1` (see http/same-origin.ts). Errors are problem+json (Problem).
// The printed sign-in link is `/sign-in#TOKEN`: its token goes to POST /api/session/link, never into a query string.
export type { Problem } from './http/problem.contract'
export type {
  ApiToken,
  LinkSignIn,
  LinkState,
  MadeToken,
  NewAccount,
  NewApiToken,
  OpenSession,
  PasswordSignIn,
  SignInWays,
  SignedOut,
  Right,
  Session,
  SessionsAnswer,
  TokensAnswer,
  User,
} from './auth/auth.contract'
export type { SignOnCheck, SignOnSetup } from './auth/provider.contract'
export type { AuditAnswer, AuditEntry, AuditQuery } from './auth/audit.contract'
export type { Invitation, MadeInvitation, UserChange, UserRow, UsersAnswer } from './auth/users.contract'
export type {
  Dimension,
  KpiDefinition,
  KpiDefinitionsAnswer,
  KpiInvoicesQuery,
  KpiRow,
  KpisAnswer,
  KpisQuery,
  PeriodQuery,
} from './kpis/kpis.contract'
export type {
  ContributionsAnswer,
  ContributionsQuery,
  ForecastAnswer,
  ForecastQuery,
} from './kpis/outlook.contract'
export type { PaymentTermsAnswer, PaymentTermsQuery, TermTable } from './kpis/payment-terms.contract'
export type { KpiTarget, NewTarget, TargetsAnswer } from './targets/targets.contract'
export type { Close, CloseDetail, ClosesAnswer, NewClose } from './closes/closes.contract'
export type {
  BridgeParts,
  OverdueCustomer,
  OverviewAnswer,
  OverviewMonth,
  OverviewQuery,
} from './kpis/overview.contract'
export type {
  Ageing,
  CustomerAnswer,
  CustomerBalance,
  CustomerInvoicesQuery,
  CustomerQuery,
  InvoiceAnswer,
  InvoiceQuery,
  InvoiceRow,
  InvoicesAnswer,
  InvoicesAnswer as CustomerInvoicesAnswer,
  InvoicesAnswer as KpiInvoicesAnswer,
  ReceivablesAnswer,
  ReceivablesQuery,
  TimelineEvent,
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
export type { FailedFileRow, FailedFilesAnswer } from './inbox/inbox.contract'
export type { Job, JobProgress, JobsAnswer } from './jobs/jobs.contract'
export type { FreshnessAnswer, TablesAnswer } from './sources/sources.contract'
export type {
  Connection,
  ConnectionsAnswer,
  MadeConnection,
  NewConnection,
} from './webhooks/webhooks.contract'
export type { NewRate, RatesAnswer, ReferenceRateRow } from './legal/reference-rates.contract'
export type { ContactPolicySettings } from './contact-policy/contact-policy.contract'
export type { MailboxAnswer, NewMailbox } from './replies/mailbox.contract'
export type { MappingsAnswer, NewMapping, SavedMapping } from './mappings/mappings.contract'
export type {
  FileMapping,
  FilePreview,
  LoadOptions,
  StoredFile,
  UnderstoodFile,
} from './files/files.contract'
export type {
  AssignRequest,
  BankEntry,
  Decided,
  EntriesAnswer,
  EntriesQuery,
  EntryProposal,
  EntryRequest,
  EntryState,
  ProposalRequest,
} from './matching/matching.contract'
export type {
  AssessmentAnswer,
  CustomerProfile,
  NewSegment,
  ProfileByHand,
  ProfilesAnswer,
  ProfilesQuery,
  RiskAnswer,
  RiskModel,
  RuleFault,
  SavedSegment,
  SegmentFieldsAnswer,
  SegmentPreview,
  SegmentPreviewRequest,
  SegmentWarning,
  SegmentsAnswer,
} from './segments/segments.contract'
export type {
  CheckAnswer as TemplateCheckAnswer,
  CheckRequest as TemplateCheckRequest,
  MessagePreview,
  NewTemplate,
  PreviewRequest as MessagePreviewRequest,
  SenderIdentity,
  TagsAnswer,
  TemplateFamily,
  TemplateFinding,
  TemplatesAnswer,
  TestRequest as MessageTestRequest,
  TextChange,
  WrittenText,
} from './messages/templates.contract'
export type {
  CampaignDefinition,
  CampaignState,
  Channel,
  Reaction,
  ReactionTrigger,
  Scenario,
  Step,
  StepKind,
  Tone,
} from './campaigns/campaign.contract'
export type {
  Campaign,
  CampaignChange,
  CampaignCheck,
  CampaignDetail,
  CampaignFinding,
  CampaignLogAnswer,
  CampaignPlan,
  CampaignPlansAnswer,
  CampaignSettings,
  CampaignsAnswer,
  CampaignsQuery,
  DryRun,
  DryRunRequest,
  DryRunsAnswer,
  NewCampaign,
} from './campaigns/campaigns.contract'
export type { PageAnswer, PageBalance, WaysAnswer } from './customer-page/page.contract'
export type { ActAnswer, ActKind, Acts } from './customer-page/acts/acts.contract'
export type { PageSettings } from './customer-page/settings/page-settings.contract'
export type {
  ContactHistory,
  NewTask,
  OutcomeRequest,
  Task,
  WorkListAnswer,
} from './dispatch/work-list/work-list.contract'
export type { AlertsAnswer } from './dispatch/alerts/alerts.contract'
export type { NamedOverride, NewOverride, OverridesAnswer } from './dispatch/overrides/overrides.contract'
export type {
  BatchLetter,
  BatchLettersAnswer,
  FailedLetters,
  LetterBatchesAnswer,
} from './dispatch/channels/letter/letters.contract'
export type { VerdictsAnswer, VerdictsQuery } from './dispatch/verdicts/verdicts.contract'
export type {
  ChannelRows,
  DeadLetterRow,
  DeadLettersAnswer,
  Discarded,
  Moved,
  NewChannelSettings,
  NewTrial as ChannelTrial,
  SendingState,
} from './dispatch/sending.contract'
export type { EmailSettings } from './dispatch/channels/email/email-settings'
export type { SmsSettings } from './dispatch/channels/sms/sms-settings'
export type { ExperimentCustomersAnswer, ExperimentCustomersQuery } from './experiments/customers.contract'
export type { Learning, ProgramAnswer, ProgramRow } from './experiments/program/program.contract'
export type { ExperimentDesign } from './experiments/experiment.contract'
export type {
  Experiment,
  ExperimentChange,
  ExperimentsAnswer,
  GrowthBookAnswer,
  NewDecision,
} from './experiments/experiments.contract'
export type {
  AaAnswer,
  DesignQuestion,
  FeasibilityAnswer,
  LaunchRequest,
  SegmentAnswer,
} from './experiments/design/feasibility.contract'
export type {
  Difference,
  KnownBy,
  ResultsAnswer,
  ResultsQuery,
  ResultsScope,
} from './experiments/results/results.contract'
export type { Applied, RunState } from './experiments/running/running.contract'
export type {
  Erasure,
  ErasuresAnswer,
  NewErasure,
  PersonSummary,
  Retention,
} from './personal-data/personal-data.contract'
export type { BiLogin, BiLoginsAnswer, MadeBiLogin } from './workbench/bi/bi.contract'
export type { CatalogueAnswer, CatalogueTable, DialectAnswer } from './workbench/catalogue/catalogue.contract'
export type { ExportRequest } from './workbench/exports/exports.contract'
export type {
  HistoryAnswer,
  PastRun,
  ResultColumn,
  RunEnd,
  RunProgress,
  WorkbenchLimits,
} from './workbench/runs/runs.contract'
export type {
  ResultChart,
  SavedQueriesAnswer,
  SavedQuery,
  SavedQueryAnswer,
} from './workbench/saved/saved.contract'
export type {
  AlertChecks,
  AlertFinding,
  AlertRow,
  AlertRule,
  AlertTrial,
  AlertsListed,
  NewAlert,
  TrialAnswer,
} from './alerts/alerts.contract'
export type { MadeNoticeWebhook, NoticeWebhook, ReadersAnswer } from './notices/notices.contract'
export type {
  ExchangeRate,
  ExchangeRatesAnswer,
  ExchangeRatesQuery,
  NewExchangeRate,
  RatesFileAnswer,
} from './currencies/exchange-rates.contract'
export type { ReportQueued, ReportToSend } from './reports/reports.contract'
export type {
  MadeReportLink,
  NewReportLink,
  ReportLinkRow,
  ReportLinksListed,
  SharedReport,
} from './reports/links/links.contract'
export type {
  NewSchedule,
  ScheduleRow,
  ScheduleRun,
  SchedulesListed,
} from './reports/schedules/schedules.contract'
export type { Sharing } from './reports/sharing/sharing.contract'
