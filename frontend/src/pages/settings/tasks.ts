import type { ChannelRows, RatesAnswer, SenderIdentity } from '@relance/backend/contract'
import { rateKey } from './rates/reference-rates'

/** Something that a person must enter before the product can do all that it is asked to. */
export interface SettingsTask {
  readonly id: string
  /** key of its words under `settings.task` */
  readonly what: string
  readonly values: Record<string, string>
  readonly path: string
  /** true: something is refused until it is done */
  readonly urgent: boolean
}

/** What is left to do, most pressing first. */
export function tasksOf({
  rates,
  sender,
  channels,
}: {
  readonly rates: RatesAnswer
  readonly sender: SenderIdentity | null
  readonly channels: ChannelRows['rows']
}): SettingsTask[] {
  const missing = rates.missing.map(({ rate, from, half_year }) => ({
    id: `${rate}:${from}`,
    what: `rate.${rateKey(rate)}`,
    values: { halfYear: half_year },
    path: '/settings/rates',
    urgent: true,
  }))
  const task = (what: string, path: string, urgent: boolean) => ({ id: what, what, values: {}, path, urgent })
  return [
    ...(sender ? [] : [task('sender', '/settings/senders', true)]),
    ...missing,
    ...(channels.some(({ channel }) => channel === 'email')
      ? []
      : [task('email', '/settings/channels', false)]),
    ...(sender?.iban === '' ? [task('iban', '/settings/senders', false)] : []),
  ]
}
