import type { Readable } from 'node:stream'
import type { Channel, OutgoingMessage } from './channels/channel'
import type { Links, Sender } from '../messages'
import type { OutboxMessage } from './outbox/outbox-row'
import type { CustomerRecord, Day } from './planner/customer-record'
import type { PlannedContact } from './planner/verdict'
import type { RunningCampaign } from './planner/world'
import type { ExperimentWorld } from './experiment/experiment-world'
import type { RunningExperiment } from './experiment/running-experiment'

/** Names under which what dispatch needs of others is injected. */
export const PLAN_SOURCE = Symbol('plan source')
export const EXPERIMENT_SOURCE = Symbol('experiment source')
export const COMPOSER = Symbol('composer')
export const CHANNELS = Symbol('channels')
export const CLOCK = Symbol('clock')
export const PAGE_LINKS = Symbol('page links')
export const STATEMENTS = Symbol('statements')

/** The experiments that run. */
export interface ExperimentSource {
  /** @returns by campaign the one whose customers it is, with its weights in force */
  running(
    campaigns: readonly Pick<RunningCampaign, 'id' | 'version' | 'definition'>[],
  ): Promise<ReadonlyMap<string, RunningExperiment>>
  /** who is in which cell, for one run of the planner or one batch of messages */
  world(now: Date, campaigns: readonly RunningCampaign[]): Promise<ExperimentWorld>
  /** looks at the harm that variants do, and pauses those that do too much */
  watch(now: Date): Promise<void>
}

/** Makes the text of a message from its contact as it is now. */
export interface Composer {
  /** @throws AppError where a text or an address is missing: the message is given up, with the reason */
  compose(message: OutboxMessage, contact: PlannedContact, record: CustomerRecord): Promise<OutgoingMessage>
}

/** Makes the signed addresses of a message. */
export interface PageLinks {
  /** `oneClick` takes a POST of a mail program (RFC 8058) */
  linksFor(message: {
    readonly entityId: string
    readonly customerId: string
    readonly reminderId: string
  }): Promise<Links & { readonly oneClick: string }>
}

/** Makes statements of account. */
export interface Statements {
  /** A4 pages as PDF: everything open on a day, what is on account and the total */
  statementOf(record: CustomerRecord, day: Day, language: 'fr' | 'en', sender: Sender): Readable
}

/** Every way out, one a channel. */
export type Channels = readonly Channel[]

/** What time it is; a fast one lives a year in seconds. */
export interface Clock {
  now(): Date
}
