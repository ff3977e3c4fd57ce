import type { ComposedLetter } from '../../messages'
import type { PlannedContact } from '../planner/verdict'

export interface Attachment {
  readonly filename: string
  readonly contentType: string
  readonly content: Buffer
  /** of a picture that stands inside the HTML */
  readonly contentId?: string
}

/** A message whose text is made, ready for its channel; what a channel has no use for is empty. */
export interface OutgoingMessage {
  readonly reminderId: string
  readonly entityId: string
  readonly customerId: string
  readonly channel: string
  readonly language: string
  /** name and address; of a letter the postal address in lines, of a call the number */
  readonly recipient: { readonly name: string; readonly address: string }
  readonly copyTo: readonly string[]
  readonly subject: string
  /** text of an SMS, of a letter, of a call script; text version of an e-mail */
  readonly text: string
  readonly html: string
  readonly attachments: readonly Attachment[]
  /** of a letter all its words, to be drawn when its batch is printed */
  readonly letter?: ComposedLetter
  /** takes one POST to opt out (RFC 8058); empty where there is none */
  readonly unsubscribeUrl: string
  readonly plannedDay: string
  readonly contact: PlannedContact
}

export interface Delivery {
  /** how the provider names it; empty where it has no name */
  readonly providerId: string
  /** Message-ID of e-mails, by which replies and bounces are known again */
  readonly messageId?: string
  /** decimal text, in the currency of the message; 0 where it costs nothing */
  readonly cost: string
}

/** The same message may succeed later. */
export class TemporaryFailure extends Error {
  override readonly name = 'TemporaryFailure'
  constructor(
    readonly code: string,
    message: string,
    /** channel: nothing can be sent there now, and it is not the message's fault */
    readonly scope: 'message' | 'channel' = 'message',
    /** false: it certainly did not go out; true: whether it did is unknown */
    readonly unknown = false,
  ) {
    super(message)
  }
}

/** The same message will never be taken. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
  constructor(
    readonly code: string,
    message: string,
    /** the address does not exist or refuses everything: as good as a bounce */
    readonly badAddress = false,
  ) {
    super(message)
  }
}

/** A way out. One object sends for all entities. */
export interface Channel {
  /** channel of the contract that it serves */
  readonly name: string
  /** messages under way at the same time */
  readonly lanes: number
  /** whether a message of which a crash left it unknown whether it went out is sent again; else a person is asked */
  readonly repeatable: boolean
  /** @throws TemporaryFailure | PermanentFailure */
  send(message: OutgoingMessage): Promise<Delivery>
  close(): Promise<void>
}
