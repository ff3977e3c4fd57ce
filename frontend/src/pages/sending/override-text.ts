import type { NamedOverride } from '@relance/backend/contract'
import { format } from '../../format/format.svelte'
import { t, tOr } from '../../i18n/locale.svelte'

/** What a decision does, as one sentence. */
export function overrideText(row: NamedOverride): string {
  const { kind, until, campaign, step, invoice_id: invoice, channel } = row
  if (kind === 'hold')
    return until === null ? t('byHand.is.holdOpen') : t('byHand.is.hold', { day: format.day(until) })
  const named = {
    step: tOr(`dunning.kind.${step}`, row.step_id),
    campaign: campaign || '–',
    invoice,
    channel: tOr(`dunning.channel.${channel}`, channel),
  }
  if (kind === 'skip_step') return t(invoice === '' ? 'byHand.is.skip' : 'byHand.is.skipInvoice', named)
  if (kind === 'force_step') return t('byHand.is.force', named)
  return kind === 'channel' ? t('byHand.is.channel', named) : t('byHand.is.resume')
}
