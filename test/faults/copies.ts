import { headerOf, type Received } from '../../backend/src/dispatch/channels/email/testing'

/** Times that a crash left it unknown whether a message went out, by the id of the message. */
export type Interrupted = ReadonlyMap<string, number>

/** Message-IDs of mails, and how often each was received. */
export function copiesOf(mails: readonly Received[]): Map<string, number> {
  const copies = new Map<string, number>()
  for (const mail of mails) {
    const id = headerOf(mail, 'Message-ID').replace(/^<relance\.|@.*$/g, '')
    copies.set(id, (copies.get(id) ?? 0) + 1)
  }
  return copies
}

/**
 * What was received more than once. A repetition is explained where a kill fell between the mail server's taking a
 * message and our knowing: the protocol has no way to ask, so it is sent again, with the Message-ID of the first.
 */
export function repetitions(copies: ReadonlyMap<string, number>, interrupted: Interrupted) {
  const beyond = [...copies].filter(([id, count]) => count - 1 > (interrupted.get(id) ?? 0))
  return {
    repeated: [...copies.values()].reduce((sum, count) => sum + count - 1, 0),
    inWindow: [...interrupted.values()].reduce((sum, count) => sum + count, 0),
    unexplained: beyond.length,
  }
}
