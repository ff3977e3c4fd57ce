import type { RenderedMessage } from './render'
import type { MessageSubject } from './subject'
import type { TemplateChannel } from './template'

/** Name under which the one who can send a trial message is injected. */
export const TEST_SENDER = Symbol('test sender')

/** A way out for a single message to the person who tries it; no campaign, no customer, no event. */
export interface TestSender {
  /** channels that are set up */
  readonly channels: readonly TemplateChannel[]
  send(trial: {
    readonly channel: TemplateChannel
    readonly to: string
    readonly message: RenderedMessage
    readonly subject: MessageSubject
  }): Promise<void>
}
