import { setImmediate as breathe } from 'node:timers/promises'
import { localDay } from '../../dispatch/planner/days'
import type { CustomerRecord } from '../../dispatch/planner/customer-record'
import { livePayer } from '../../dispatch/planner/simulate'
import type { LifeOptions } from '../../dispatch/planner/simulate'
import { csvLine } from './csv'
import type { Tally } from './tally'

/** Payers lived before others of the server get their turn. */
const PAYERS_A_BREATH = 25

export interface DryLife {
  readonly options: LifeOptions
  readonly tally: Tally
  readonly write: (line: string) => Promise<void>
  readonly signal: AbortSignal
}

/** Records of payers with one customer; those of the others are put aside until all of theirs are there. */
export async function* withoutShared(
  records: AsyncIterable<CustomerRecord>,
  shared: ReadonlySet<string>,
  aside: Map<string, CustomerRecord[]>,
): AsyncGenerator<CustomerRecord> {
  for await (const record of records) {
    if (!shared.has(record.payer)) {
      yield record
      continue
    }
    const others = aside.get(record.payer)
    if (others) others.push(record)
    else aside.set(record.payer, [record])
  }
}

/** Lives the customers of each payer together, who must follow each other: caps hold over all of them. */
export async function livePayers(
  records: AsyncIterable<CustomerRecord> | Iterable<CustomerRecord>,
  life: DryLife,
): Promise<void> {
  let group: CustomerRecord[] = []
  let payers = 0
  const live = async () => {
    life.signal.throwIfAborted()
    await liveGroup(group, life)
    group = []
    if (++payers % PAYERS_A_BREATH === 0) await breathe()
  }
  for await (const record of records) {
    if (group.length > 0 && group[0]?.payer !== record.payer) await live()
    group.push(record)
  }
  if (group.length > 0) await live()
}

async function liveGroup(
  group: readonly CustomerRecord[],
  { options, tally, write }: DryLife,
): Promise<void> {
  const lived = livePayer(group, options)
  type Sent = (typeof lived.sent)[number]
  const recordOf = ({ entityId, customerId }: Sent) =>
    group.find((record) => record.entityId === entityId && record.customerId === customerId)
  const dayOf = (sent: Sent) => {
    const record = recordOf(sent)
    return localDay(sent.contact.notBefore, record === undefined ? 'UTC' : options.world.timeZone(record))
  }
  tally.add(lived, dayOf)
  for (const sent of lived.sent) {
    const record = recordOf(sent)
    if (record) await write(csvLine(dayOf(sent), record, sent.contact, tally.costOf(sent.contact.channel)))
  }
}
