import type { DeadLetterRow } from '@relance/backend/contract'
import { t, tOr } from '../../i18n/locale.svelte'

/** Why a message was given up, and what mends it; codes of servers without words of their own are told by their kind. */
export function reasonText({ error_code: code, state }: DeadLetterRow): string {
  if (state === 'held') return t('givenUp.reason.interrupted')
  const bare = (code ?? '').replace(/^address:/, '')
  const kind = /^(smtp|http)_([45])\d\d$/.exec(bare)
  const general = kind ? t(`givenUp.reason.${kind[1]}_${kind[2]}xx`, { code: bare.slice(5) }) : ''
  return tOr(
    `givenUp.reason.${bare.replaceAll(/[/-]/g, '_')}`,
    general || t('givenUp.reason.other', { code: bare || '–' }),
  )
}
