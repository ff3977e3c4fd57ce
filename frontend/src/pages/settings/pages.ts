import type { Right } from '@relance/backend/contract'

/** The pages of the settings in the order of their list; their words are under `settings.<name>` in the texts. */
export const SETTINGS_PAGES = [
  { path: '/settings', name: 'overview', right: 'read' },
  { path: '/settings/senders', name: 'senders', right: 'read' },
  { path: '/settings/channels', name: 'channels', right: 'read' },
  { path: '/settings/replies', name: 'replies', right: 'read' },
  { path: '/settings/customer-page', name: 'customerPage', right: 'read' },
  { path: '/settings/sending-policy', name: 'policy', right: 'read' },
  { path: '/settings/rates', name: 'rates', right: 'read' },
  { path: '/settings/exchange-rates', name: 'exchangeRates', right: 'read' },
  { path: '/settings/targets', name: 'targets', right: 'read' },
  { path: '/settings/sharing', name: 'sharing', right: 'report' },
  { path: '/settings/users', name: 'users', right: 'administer' },
  { path: '/settings/single-sign-on', name: 'singleSignOn', right: 'administer' },
  { path: '/settings/tokens', name: 'tokens', right: 'own' },
  { path: '/settings/sessions', name: 'sessions', right: 'own' },
  { path: '/settings/personal-data', name: 'personalData', right: 'administer' },
  { path: '/settings/audit', name: 'audit', right: 'administer' },
] as const satisfies readonly { path: string; name: string; right: Right }[]
export type SettingsPageName = (typeof SETTINGS_PAGES)[number]['name']
