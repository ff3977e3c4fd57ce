import type { Channel, Delivery, OutgoingMessage } from './channel'
import type { ChannelSettingsService, Configured, SetUpChannel } from './channel-settings.service'

/** How long settings are believed before they are looked at again. */
const BELIEVED_MS = 5_000

interface Open {
  readonly key: string
  readonly channel: Channel
  readonly at: number
}

/** Sends by the settings of the message's creditor; where a channel is not set up, by the one that only logs. */
export class RoutedChannel<C extends SetUpChannel> implements Channel {
  readonly #open = new Map<string, Open>()

  constructor(
    readonly name: C,
    readonly lanes: number,
    readonly repeatable: boolean,
    private readonly settings: ChannelSettingsService,
    private readonly make: (configured: Configured<C>) => Channel,
    private readonly log: Channel,
  ) {}

  async send(message: OutgoingMessage): Promise<Delivery> {
    return (await this.#channelOf(message.entityId)).send(message)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ channel }) => channel.close()))
  }

  async #channelOf(entityId: string): Promise<Channel> {
    const known = this.#open.get(entityId)
    if (known && Date.now() - known.at < BELIEVED_MS) return known.channel
    const configured = await this.settings.find(this.name, entityId)
    const key = JSON.stringify(configured ?? null)
    if (known?.key === key) {
      this.#open.set(entityId, { ...known, at: Date.now() })
      return known.channel
    }
    const channel = configured ? this.make(configured) : this.log
    this.#open.set(entityId, { key, channel, at: Date.now() })
    // Messages under way end by the connection they began on.
    if (known && known.channel !== this.log) await known.channel.close()
    return channel
  }
}
