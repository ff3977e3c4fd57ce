import type { Tag } from './tag'

const flag = (name: string, fr: string, en: string): Tag => ({
  name,
  kind: 'flag',
  meaning: { fr, en },
  example: { fr: '', en: '' },
  channels: null,
  given: 'always',
})

/** Only for conditions: exactly one of the first three holds. */
export const FLAGS: readonly Tag[] = [
  flag('business', 'Débiteur professionnel', 'The debtor is a business'),
  flag('public', 'Débiteur public', 'The debtor is a public body'),
  flag('consumer', 'Particulier, ou qualité inconnue', 'Consumer, or of unknown kind'),
  flag('several', 'Plusieurs factures réclamées', 'More than one invoice is claimed'),
]
