import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'

/** `D−5`, `D`, `D+15`; in French with J. */
export const dayMark = (day: number) =>
  `${t('dunning.day')}${day === 0 ? '' : day < 0 ? `−${format.whole(-day)}` : `+${format.whole(day)}`}`

/** The same in words, for who does not see the timeline. */
export function dayWords(day: number): string {
  const size = Math.abs(day)
  if (day === 0) return t('dunning.onDue')
  return t(day < 0 ? 'dunning.beforeDue' : 'dunning.afterDue', { count: size, n: format.whole(size) })
}
