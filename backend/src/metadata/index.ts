export { loadingAlone } from './alone'
export { appliedMigrations, copyMetadata, fillMetadata } from './copy'
export { openMetadata } from './metadata'
export type { Metadata, MetadataOptions } from './metadata'
export { auditLog, mappings, sessions, settings, signInLinks, users, webhookEndpoints } from './schema'
export {
  channelSettings,
  dispatchTasks,
  letters,
  loggedMessages,
  outbox,
  plannerRuns,
  sendingAlerts,
  sendingControls,
  sentTexts,
  verdictBatches,
} from './dispatch-schema'
export { kpiCloses, kpiTargets } from './board-schema'
export { exchangeRates } from './exchange-schema'
export { referenceRates } from './legal-schema'
export { mailboxMails, replyMailboxes } from './mailbox-schema'
export { kpiAlertChecks, kpiAlerts, notices } from './notices-schema'
export { reportLinks, reportRuns, reportSchedules } from './reports-schema'
export { customerOverrides } from './overrides-schema'
export { erasures } from './personal-data-schema'
export { campaignDryRuns, campaignLog, campaigns, payerProfilesByHand, segments } from './campaigns-schema'
export { templateVersions, templates } from './templates-schema'
export { apiTokens, signInFailures } from './access-schema'
export { experimentDecisions, experimentLooks, experiments } from './experiments-schema'
export {
  experimentEntries,
  experimentEpochs,
  experimentNotices,
  experimentPlaces,
  experimentRuns,
} from './entries-schema'
export { biLogins, queryRuns, savedQueries, savedQueryVersions } from './workbench-schema'
