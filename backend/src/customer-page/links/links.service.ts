import { Inject, Injectable, Optional } from '@nestjs/common'
import { CONFIG } from '../../app/tokens'
import type { Config } from '../../config/config'
import { CLOCK } from '../../dispatch/ports'
import type { Clock } from '../../dispatch/ports'
import { AppError, notFound } from '../../http/app-error'
import type { Links } from '../../messages'
import { SecretsService } from '../../secrets/secrets.service'
import { PageSettingsService } from '../settings/page-settings.service'
import { readLink, writeLink } from './link-token'
import type { PageLink } from './link-token'
import { isProof, writeProof } from './proof'

/** Addresses for one message; `oneClick` takes a POST of a mail program (RFC 8058). */
export interface PageLinks extends Links {
  readonly oneClick: string
}

const DAY_MS = 86_400_000
const KNOWN_MS = 30_000

/** Makes and reads the signed links of customers' pages. */
@Injectable()
export class CustomerLinksService {
  private readonly key: Buffer
  private readonly days = new Map<string, { readonly days: number; readonly until: number }>()

  constructor(
    secrets: SecretsService,
    private readonly settings: PageSettingsService,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() @Inject(CLOCK) private readonly clock?: Clock,
  ) {
    this.key = secrets.subkey('customer-page')
  }

  now(): Date {
    return this.clock?.now() ?? new Date()
  }

  /**
   * What a message links to. The links live as long as the creditor says, counted from now.
   * @param origin where people reach the server when no public address is set, e.g. http://localhost:3000
   */
  async linksFor(
    message: { readonly entityId: string; readonly customerId: string; readonly reminderId: string },
    origin = '',
  ): Promise<PageLinks> {
    const days = await this.daysOf(message.entityId)
    const { entityId, customerId, reminderId } = message
    const expiresAt = new Date(this.now().getTime() + days * DAY_MS)
    const token = writeLink({ entityId, customerId, reminderId, expiresAt }, this.key)
    const base = this.config.publicUrl ?? origin
    const page = `${base}/p/${token}`
    return {
      page,
      pay: `${page}#pay`,
      optOut: `${page}#stop`,
      oneClick: `${base}/api/page/${token}/one-click`,
    }
  }

  /**
   * The link of a token. A forged one and one of nobody get the same answer.
   * @throws AppError `page/unknown-link`, `page/expired-link`
   */
  open(token: string): PageLink {
    const link = this.signed(token)
    if (!link) throw unknownLink()
    if (link.expiresAt <= this.now()) throw new AppError('page/expired-link', 410, 'This link has expired.')
    return link
  }

  /** The link of a token that we signed, also after its expiry; null for all others. */
  signed(token: string): PageLink | null {
    return readLink(token, this.key)
  }

  /** Asked for each of thousands of messages a minute. */
  private async daysOf(entityId: string): Promise<number> {
    const known = this.days.get(entityId)
    if (known && known.until > Date.now()) return known.days
    const { link_days: days } = await this.settings.get(entityId)
    this.days.set(entityId, { days, until: Date.now() + KNOWN_MS })
    return days
  }

  prove(token: string): string {
    return writeProof(token, this.now(), this.key)
  }

  isProved(token: string, proof: string | undefined): boolean {
    return proof !== undefined && isProof(proof, token, this.now(), this.key)
  }
}

export const unknownLink = () => notFound('page/unknown-link', 'This link leads to nothing.')
