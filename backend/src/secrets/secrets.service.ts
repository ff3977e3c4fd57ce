import { Inject, Injectable } from '@nestjs/common'
import type { OnModuleInit } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { CONFIG, METADATA } from '../app/tokens'
import type { Config } from '../config/config'
import { AppError } from '../http/app-error'
import { settings } from '../metadata'
import type { Metadata } from '../metadata'
import { masterKey } from './master-key'
import { isSealed, seal, subkeyOf, unseal } from './seal'

/** What a key is for; each purpose has a key of its own. A new kind of secret adds its name here. */
export type Purpose =
  | 'webhook-secret'
  | 'kept-answer'
  | 'customer-page'
  | 'channel-secret'
  | 'analyst-users'
  | 'mailbox-secret'
  | 'posthog'
  | 'sign-in'
  | 'notice-webhook'

const CHECK = 'secrets:check'

/**
 * The one place that encrypts what the database keeps, and that derives keys to sign with. Keys come from
 * RELANCE_SECRET_KEY, else from `secret.key` in the data directory.
 */
@Injectable()
export class SecretsService implements OnModuleInit {
  private readonly master: Buffer

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(METADATA) private readonly metadata: Metadata,
  ) {
    this.master = masterKey(config)
  }

  /** A wrong key is told at the start, not when the first provider is refused. @throws AppError `secrets/wrong-key` */
  async onModuleInit(): Promise<void> {
    const mine = subkeyOf(this.master, 'check').toString('base64url')
    const { db } = this.metadata
    await db.insert(settings).values({ key: CHECK, value: mine }).onConflictDoNothing()
    const [kept] = await db.select().from(settings).where(eq(settings.key, CHECK))
    if (kept?.value === mine) return
    throw new AppError(
      'secrets/wrong-key',
      500,
      'The secrets in this database were kept under another key. Set RELANCE_SECRET_KEY to it, or put back ' +
        'secret.key of the data directory from your backup. If the key is lost, remove the row ' +
        `"${CHECK}" from the table settings; secrets of connections must then be entered again.`,
    )
  }

  /** A key of 32 bytes, always the same for a purpose, to sign with. */
  subkey(purpose: Purpose): Buffer {
    return subkeyOf(this.master, purpose)
  }

  encrypt(purpose: Purpose, plain: string): string {
    return seal(this.subkey(purpose), plain)
  }

  /** @throws AppError `secrets/unreadable` */
  decrypt(purpose: Purpose, sealed: string): string {
    return unseal(this.subkey(purpose), sealed)
  }

  /** Whether a text is one that `encrypt` made. */
  isEncrypted(text: string): boolean {
    return isSealed(text)
  }
}
