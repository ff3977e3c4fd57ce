import { randomUUID } from 'node:crypto'
import { Inject, Injectable, Logger, Optional } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../../app/tokens'
import { CHANNELS } from '../../dispatch/ports'
import type { Channels } from '../../dispatch/ports'
import { customerAt } from '../customer-at'
import { CustomerLinksService } from './links.service'
import { contactOf, newLinkMessage } from './new-link-message'

/** Sends a new link to the address that is known, and to no other. */
@Injectable()
export class RenewalService {
  private readonly log = new Logger('customer-page')

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly links: CustomerLinksService,
    @Optional() @Inject(CHANNELS) private readonly channels?: Channels,
  ) {}

  /** Whoever asks gets the same answer at once, whether a link was sent or not. */
  ask(token: string, origin: string): void {
    void this.send(token, origin).catch((error: Error) => this.log.error(`new link: ${error.message}`))
  }

  /** @returns whether one was sent */
  async send(token: string, origin: string): Promise<boolean> {
    const email = this.channels?.find(({ name }) => name === 'email')
    const link = this.links.signed(token)
    if (!email || !link) return false
    const at = await customerAt(this.warehouse, link, this.links.now())
    const to = at && contactOf(at.record)
    if (!to) return false
    const { page } = await this.links.linksFor(link, origin)
    await email.send(newLinkMessage(link, at.record, to, page, randomUUID()))
    return true
  }
}
