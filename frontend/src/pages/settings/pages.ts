/** The pages of the settings in the order of their list; their words are under `settings.<name>` in the texts. */
export const SETTINGS_PAGES = [
  { path: '/settings', name: 'overview' },
  { path: '/settings/senders', name: 'senders' },
  { path: '/settings/channels', name: 'channels' },
  { path: '/settings/replies', name: 'replies' },
  { path: '/settings/customer-page', name: 'customerPage' },
  { path: '/settings/sending-policy', name: 'policy' },
  { path: '/settings/rates', name: 'rates' },
] as const
export type SettingsPageName = (typeof SETTINGS_PAGES)[number]['name']
