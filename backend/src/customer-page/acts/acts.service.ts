import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { keepBack } from '../../dispatch/outbox/keep-back'
import { linesOfEvents } from '../../events/event-lines'
import { AppError } from '../../http/app-error'
import { InboxService } from '../../inbox/inbox.service'
import type { Metadata } from '../../metadata'
import { customerAt } from '../customer-at'
import type { PageLink } from '../links/link-token'
import { CustomerLinksService, unknownLink } from '../links/links.service'
import { mustProve } from '../owed/knows-customer'
import { PageSettingsService } from '../settings/page-settings.service'
import { actEvent, actId } from './act-event'
import type { ActAnswer, ActKind, Acts } from './acts.contract'
import { say } from './say'
import type { Saying } from './say'

const LOAD_MS = 15_000
const FOLLOW_MS = 5_000
const REMEMBERED = 2000
/** What says nothing of amounts may be said without knowing anything of the customer's. */
const OPEN_TO_ALL: readonly ActKind[] = ['complaint', 'opt_out', 'satisfaction']

/** Takes what customers say on their page: an event, and in the same moment no message that it answers for. */
@Injectable()
export class ActsService {
  private readonly log = new Logger('customer-page')
  private readonly done = new Map<string, Promise<ActAnswer>>()

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly inbox: InboxService,
    private readonly links: CustomerLinksService,
    private readonly settings: PageSettingsService,
  ) {}

  /**
   * Takes one act; the same form again gets the same answer and counts once.
   * @throws AppError `page/unknown-link`, `page/expired-link`, `page/locked`, and `page/…` outside the limits
   */
  async take<K extends ActKind>(token: string, kind: K, act: Acts[K], proof?: string): Promise<ActAnswer> {
    const link = this.links.open(token)
    const id = actId(link, act.nonce)
    const before = this.done.get(id)
    if (before) return before
    const work = this.first(token, link, kind, act, proof)
    this.remember(id, work)
    return work
  }

  /** A mail program's button (RFC 8058): there is no form, so the link is its mark. */
  async oneClick(token: string): Promise<void> {
    const nonce = `one-click-${this.links.open(token).reminderId}`
    await this.take(token, 'opt_out', { nonce, channel: 'email' })
  }

  private async first<K extends ActKind>(
    token: string,
    link: PageLink,
    kind: K,
    act: Acts[K],
    proof?: string,
  ) {
    const now = this.links.now()
    const at = await customerAt(this.warehouse, link, now)
    if (!at) throw unknownLink()
    if (mustProve(at.record) && !OPEN_TO_ALL.includes(kind) && !this.links.isProved(token, proof)) {
      throw new AppError('page/locked', 403, 'Say first what only the customer knows.')
    }
    const saying: Saying = say[kind](at, act, await this.settings.get(link.entityId))
    const receipt = await this.keep(link, act.nonce, saying, now)
    const held = saying.keep ? await keepBack(this.metadata.db, link, saying.keep, now) : 0
    await this.loaded(receipt)
    return { held, ...(saying.instalments ? { instalments: saying.instalments } : {}) }
  }

  /** On disk when this returns: from here on a crash loses nothing. */
  private keep(link: PageLink, nonce: string, { said }: Saying, now: Date): Promise<string> {
    const { body, rows } = linesOfEvents([actEvent(link, nonce, said, now)])
    const delivery = {
      source: 'ndjson',
      name: 'customer pages',
      by: 'customer',
      entity: '',
      alone: false,
      rows,
      body,
    }
    return this.inbox.take(delivery, true)
  }

  private async loaded(id: string): Promise<void> {
    const receipt = await this.inbox.loaded(id, LOAD_MS)
    const rejected = receipt.rows.filter(({ state }) => state === 'rejected').length
    if (receipt.state !== 'set_aside' && rejected === 0) {
      // What follows from the event, e.g. the contested part of an invoice, is written after it was accepted.
      await Promise.race([this.inbox.idle(), sleep(FOLLOW_MS, undefined, { ref: false })])
      return
    }
    this.log.error('what a customer said on his page could not be loaded, see the loads')
    throw new AppError('page/not-kept', 503, 'This could not be noted; please call or write.')
  }

  private remember(id: string, work: Promise<ActAnswer>): void {
    this.done.set(id, work)
    work.catch(() => this.done.delete(id))
    const [oldest] = this.done.keys()
    if (this.done.size > REMEMBERED && oldest !== undefined) this.done.delete(oldest)
  }
}
