import { Inject, Injectable } from '@nestjs/common'
import { and, eq, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { AppError } from '../../http/app-error'
import { channelSettings } from '../../metadata'
import type { Metadata } from '../../metadata'
import { emailSecrets, emailSettings } from './email/email-settings'
import { smsSecrets, smsSettings } from './sms/sms-settings'
import { webhookSecrets, webhookSettings } from './webhook/webhook-channel'

/** Encrypts what the database keeps; given by the domain of secrets. */
export const CHANNEL_SEAL = Symbol('channel seal')
export interface ChannelSeal {
  encrypt(plain: string): string
  decrypt(sealed: string): string
}

const SHAPES = {
  email: { settings: emailSettings, secrets: emailSecrets },
  sms: { settings: smsSettings, secrets: smsSecrets },
  webhook: { settings: webhookSettings, secrets: webhookSecrets },
} as const
export type SetUpChannel = keyof typeof SHAPES

export interface Configured<C extends SetUpChannel> {
  readonly settings: z.output<(typeof SHAPES)[C]['settings']>
  readonly secrets: z.output<(typeof SHAPES)[C]['secrets']>
}

/** How channels are set up, for each creditor or for all; secrets are encrypted and never handed out. */
@Injectable()
export class ChannelSettingsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CHANNEL_SEAL) private readonly seal: ChannelSeal,
  ) {}

  private async row(channel: SetUpChannel, entityId: string) {
    const [row] = await this.metadata.db
      .select()
      .from(channelSettings)
      .where(and(eq(channelSettings.channel, channel), eq(channelSettings.entityId, entityId)))
    return row
  }

  /** The settings of the creditor, else those of all; undefined: the channel only logs. */
  async find<C extends SetUpChannel>(channel: C, entityId: string): Promise<Configured<C> | undefined> {
    const rows = await this.metadata.db
      .select()
      .from(channelSettings)
      .where(and(eq(channelSettings.channel, channel), inArray(channelSettings.entityId, [entityId, ''])))
    const row = rows.find((one) => one.entityId === entityId) ?? rows[0]
    if (!row) return undefined
    const plain = row.secrets === null ? {} : (JSON.parse(this.seal.decrypt(row.secrets)) as unknown)
    return {
      settings: SHAPES[channel].settings.parse(row.settings),
      secrets: SHAPES[channel].secrets.parse(plain),
    } as Configured<C>
  }

  /**
   * Settings as they would be used. Secrets that are not given are those that are kept, and go only to the server that
   * they were entered for: where another one is named they must be entered again.
   * @throws AppError `channels/invalid` with each field and what is wrong with it
   */
  async completed<C extends SetUpChannel>(
    channel: C,
    entityId: string,
    settings: unknown,
    secrets: unknown,
  ): Promise<Configured<C>> {
    const shape = SHAPES[channel]
    const good = checked(shape.settings, settings)
    const row = await this.row(channel, entityId)
    const same = row !== undefined && serverOf(row.settings) === serverOf(good)
    const kept = row?.secrets && same ? (JSON.parse(this.seal.decrypt(row.secrets)) as object) : {}
    const whole = { ...kept, ...((secrets ?? {}) as object) }
    if (row?.secrets && !same && Object.keys(secrets ?? {}).length === 0) {
      throw invalid([{ path: 'secret', message: 'must be entered again: it was for another server' }])
    }
    return { settings: good, secrets: checked(shape.secrets, whole) } as Configured<C>
  }

  /**
   * Keeps settings. Secrets that are not given stay as they were.
   * @throws AppError `channels/invalid` with each field and what is wrong with it
   */
  async save(
    channel: SetUpChannel,
    entityId: string,
    settings: unknown,
    secrets: unknown,
    actor: string,
  ): Promise<void> {
    const whole = await this.completed(channel, entityId, settings, secrets)
    const before = await this.row(channel, entityId)
    const hasSecrets = Object.values(whole.secrets).some((secret) => secret !== '')
    const kept = {
      settings: whole.settings,
      secrets: hasSecrets ? this.seal.encrypt(JSON.stringify(whole.secrets)) : null,
    }
    await this.metadata.db
      .insert(channelSettings)
      .values({ channel, entityId, ...kept })
      .onConflictDoUpdate({
        target: [channelSettings.channel, channelSettings.entityId],
        set: { updatedAt: new Date(), ...kept },
      })
    await audit(this.metadata, {
      actor,
      action: 'channel.saved',
      subject: `channel:${channel}:${entityId}`,
      before: before?.settings ?? null,
      after: { ...whole.settings, new_secrets: Object.keys((secrets ?? {}) as object) },
    })
  }

  /** From then on the channel only logs. */
  async remove(channel: SetUpChannel, entityId: string, actor: string): Promise<void> {
    await this.metadata.db
      .delete(channelSettings)
      .where(and(eq(channelSettings.channel, channel), eq(channelSettings.entityId, entityId)))
    await audit(this.metadata, {
      actor,
      action: 'channel.removed',
      subject: `channel:${channel}:${entityId}`,
    })
  }
}

/** Where secrets of these settings are sent to. */
function serverOf(settings: unknown): string {
  const { host, port, provider, endpoint, url, oauth } = settings as Record<string, unknown>
  const token = (oauth as { token_url?: unknown } | null | undefined)?.token_url
  return JSON.stringify([host, port, provider, endpoint, url, token].map((part) => part ?? null))
}

function checked(shape: z.ZodType, value: unknown): unknown {
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
}

function invalid(fields: readonly { path: string; message: string }[]): AppError {
  const text = fields.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new AppError('channels/invalid', 400, `These settings cannot work: ${text}`, { fields })
}
