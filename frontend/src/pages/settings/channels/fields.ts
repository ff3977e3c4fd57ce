import type { Faults } from '../faults.svelte'
import type { Draft } from './drafts'

/** What the fields of every channel share. */
export interface ChannelFieldsProps {
  draft: Draft
  /** what is typed now; what is kept is never shown */
  secrets: Record<string, string>
  faults: Faults
  /** whether secrets are kept already */
  kept: boolean
}
