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
    const shape = SHAPES[channel]
    const good = checked(shape.settings, settings)
    const sealed =
      secrets === undefined ? undefined : this.seal.encrypt(JSON.stringify(checked(shape.secrets, secrets)))
    const kept = sealed === undefined ? {} : { secrets: sealed }
    await this.metadata.db
      .insert(channelSettings)
      .values({ channel, entityId, settings: good, ...kept })
      .onConflictDoUpdate({
        target: [channelSettings.channel, channelSettings.entityId],
        set: { settings: good, updatedAt: new Date(), ...kept },
      })
    const subject = `channel:${channel}:${entityId}`
    await audit(this.metadata, { actor, action: 'channel.saved', subject, after: good })
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

function checked(shape: z.ZodType, value: unknown): unknown {
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
  const text = problems.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new AppError('channels/invalid', 400, `These settings cannot work: ${text}`, { problems })
}
