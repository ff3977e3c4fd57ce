export { openMetadata } from './metadata'
export type { Metadata, MetadataOptions } from './metadata'
export { ROLES, auditLog, mappings, sessions, settings, signInLinks, users } from './schema'
