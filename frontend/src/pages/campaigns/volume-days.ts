import type { Channel, DryRun } from '@relance/backend/contract'

type ByDay = NonNullable<DryRun['summary']>['by_day']

export interface Volume {
  channels: Channel[]
  days: { day: string; values: number[] }[]
}

/** Contacts or cost of every day of the run, days without any included, one value a channel. */
export function volumeOf(byDay: ByDay, from: string, count: number, what: 'contacts' | 'cost'): Volume {
  const channels = [...new Set(byDay.map((one) => one.channel))].sort()
  const found = new Map(byDay.map((one) => [`${one.day} ${one.channel}`, Number(one[what])]))
  const start = Date.parse(`${from}T00:00:00Z`)
  const days = Array.from({ length: count }, (_, at) => {
    const day = new Date(start + at * 86_400_000).toISOString().slice(0, 10)
    return { day, values: channels.map((channel) => found.get(`${day} ${channel}`) ?? 0) }
  })
  return { channels, days }
}
