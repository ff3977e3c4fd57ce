import { right as rightNames } from './auth.contract'
import type { Right, User } from './auth.contract'

type Role = User['role']
/** What an API token may be for. */
export type TokenScope = 'ingest' | 'read' | 'sql'

interface RightDefinition {
  /** besides administrators, who may everything */
  roles: readonly Role[]
  /** which tokens of such a person may */
  scope?: TokenScope
  /** analysts only where contact data was granted to them */
  contacts?: true
}

const ALL: readonly Role[] = ['credit_manager', 'cfo', 'analyst', 'agent']
const READERS: readonly Role[] = ['credit_manager', 'cfo', 'analyst']

/** Every right, the roles that have it and the tokens that may use it: the one place where this is said. */
export const RIGHTS = {
  /** own account, sessions and tokens: by a person, never by a token */
  own: { roles: ALL },
  /** what every screen needs: entities, definitions, own jobs */
  look: { roles: ALL, scope: 'read' },
  /** figures, invoices, campaigns and what they did */
  read: { roles: READERS, scope: 'read' },
  /** what shows addresses, telephone numbers, bank accounts or words of customers */
  contacts: { roles: READERS, contacts: true },
  /** calls, tasks and letters */
  work: { roles: ['credit_manager', 'agent'] },
  /** files and events */
  ingest: { roles: ['credit_manager'], scope: 'ingest' },
  /** campaigns, messages, matching: what reaches customers or changes figures */
  manage: { roles: ['credit_manager'] },
  /** who gets figures by mail or under a link */
  report: { roles: ['credit_manager', 'cfo'] },
  /** own questions to the data */
  sql: { roles: ['analyst'], scope: 'sql' },
  /** users, channels, rates, retention, the product itself */
  administer: { roles: [] },
} satisfies Record<Right, RightDefinition> as Readonly<Record<Right, RightDefinition>>

/** What counts when a right is asked for. */
export interface Holder {
  role: Role
  contacts: boolean
  /** set where a token asks */
  scope?: TokenScope
}

/** Whether somebody has a right; a token has what its owner has, as far as its scope goes. */
export function may(holder: Holder, right: Right): boolean {
  const { roles, scope, contacts } = RIGHTS[right]
  if (holder.scope !== undefined && holder.scope !== scope) return false
  if (holder.role === 'admin') return true
  if (contacts && holder.role === 'analyst' && !holder.contacts) return false
  return roles.includes(holder.role)
}

/** Every right that somebody has. */
export function rightsOf(holder: Holder): Right[] {
  return rightNames.options.filter((right) => may(holder, right))
}
