import { Inject, Injectable } from '@nestjs/common'
import { AMAZON_EDGE } from '../app/tokens'
import { AppError, notFound } from '../http/app-error'
import { InboxService } from '../inbox/inbox.service'
import type { Endpoint } from './connections.service'
import { ConnectionsService } from './connections.service'
import { payloadsOf } from './payloads'
import { verifyAuthorization } from './verify/authorization'
import { verifyMailgun } from './verify/mailgun'
import { verifySendgrid } from './verify/sendgrid'
import { confirmSubscription, verifySns } from './verify/sns'
import type { AmazonEdge } from './verify/sns'
import { verifyStripe } from './verify/stripe'
import type { Signed, Verify } from './verify/verify'

/** A delivery of a provider as it came. */
export interface Posted {
  source: string
  token: string | undefined
  body: Buffer
  header(name: string): string
}

const VERIFY: Record<string, Verify> = {
  stripe: verifyStripe,
  sendgrid: verifySendgrid,
  mailgun: verifyMailgun,
  postmark: verifyAuthorization,
  brevo: verifyAuthorization,
}

@Injectable()
export class WebhooksService {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly inbox: InboxService,
    @Inject(AMAZON_EDGE) private readonly amazon: AmazonEdge,
  ) {}

  /**
   * Takes a delivery: when it returns, its payloads are on disk.
   * @throws AppError `webhooks/not-found`, `webhooks/bad-signature`, `webhooks/too-old`, `webhooks/bad-body`
   */
  async take(posted: Posted): Promise<void> {
    const endpoints = await this.connections.find(posted.source, posted.token)
    if (endpoints.length === 0) throw notFound('webhooks/not-found', 'Nobody is to post here.')
    const { endpoint, subscribed } = await this.verified(endpoints, posted)
    if (!subscribed) await this.keep(endpoint, posted)
    this.connections.note(endpoint.id)
  }

  /** The first endpoint whose secret fits; several are tried only where the address names none. */
  private async verified(endpoints: Endpoint[], posted: Posted) {
    let refused: unknown
    for (const endpoint of endpoints) {
      try {
        return { endpoint, subscribed: await this.verify(endpoint, posted) }
      } catch (error) {
        refused = error
        const code = error instanceof AppError ? error.code : 'internal'
        if (endpoints.length === 1) this.connections.note(endpoint.id, code)
      }
    }
    throw refused
  }

  /** @returns whether it was the confirmation of a subscription, which brings nothing else */
  private async verify(endpoint: Endpoint, posted: Posted): Promise<boolean> {
    const { body, header } = posted
    const signed: Signed = { body, header, secret: endpoint.secret ?? '', now: Date.now() }
    if (endpoint.source === 'amazon_ses') {
      const message = await verifySns(signed, this.amazon)
      if (message.Type === 'SubscriptionConfirmation') await confirmSubscription(message, this.amazon)
      return message.Type !== 'Notification'
    }
    if (endpoint.secret !== null) await VERIFY[endpoint.source]?.(signed)
    return false
  }

  private async keep(endpoint: Endpoint, posted: Posted): Promise<void> {
    const payloads = payloadsOf(posted.body, posted.header('content-type'))
    if (payloads.length === 0) return
    const { source, name, entityId } = endpoint
    await this.inbox.take(
      {
        source,
        name,
        by: name,
        entity: entityId,
        alone: false,
        rows: payloads.length,
        body: Buffer.from(payloads.map((payload) => `${payload}\n`).join('')),
      },
      false,
    )
  }
}
