import { ImapFlow } from 'imapflow'
import { AppError } from '../http/app-error'
import type { MailboxSettings } from './mailbox.contract'

/** How far a folder was read. UIDs mean something only together with the UIDVALIDITY that they were given under. */
export interface ReadPosition {
  readonly uidValidity: bigint
  /** UID from which on nothing was read yet */
  readonly nextUid: number
}

export interface RawMail {
  readonly uid: number
  readonly source: Buffer
}

const CONNECT_MS = 20_000
const SILENCE_MS = 60_000
const LARGEST_BYTES = 2_000_000
/** After a change of UIDVALIDITY nothing is known by its number; messages of these days are read again. */
const LOOK_BACK_DAYS = 7
const DAY_MS = 86_400_000

/** Opens the folder, says what it holds, and goes. @throws AppError `replies/refused` */
export function tryMailbox(settings: MailboxSettings, password: string): Promise<number> {
  return within(settings, password, async (client) => (await open(client, settings)).exists)
}

/**
 * Hands over what has come since the position, oldest first, and says after each up to where it was read: whoever
 * keeps that with what he did loses nothing. Nothing is marked as seen, moved or deleted.
 * @param since null at the first time: only what comes from now on
 * @throws AppError `replies/refused` with what the server answers
 */
export function readNew(
  settings: MailboxSettings,
  password: string,
  since: (ReadPosition & { readonly readAt: Date }) | null,
  take: (mail: RawMail | null, position: ReadPosition) => Promise<void>,
): Promise<void> {
  const guarded: typeof take = (mail, position) =>
    take(mail, position).catch((cause: unknown) => Promise.reject(new NotTaken(cause)))
  return within(settings, password, async (client) => {
    const { uidValidity, uidNext } = await open(client, settings)
    const whole = (nextUid: number): ReadPosition => ({ uidValidity, nextUid })
    if (since === null) return guarded(null, whole(uidNext))
    const uids = await newUids(client, uidValidity, since)
    for (const uid of uids) {
      const found = await client.fetchOne(
        String(uid),
        { uid: true, source: { maxLength: LARGEST_BYTES } },
        { uid: true },
      )
      // A message that was deleted meanwhile is no message.
      await guarded(found && found.source ? { uid, source: found.source } : null, whole(uid + 1))
    }
    return guarded(null, whole(Math.max(uidNext, (uids.at(-1) ?? 0) + 1)))
  })
}

async function newUids(
  client: ImapFlow,
  uidValidity: bigint,
  since: ReadPosition & { readonly readAt: Date },
): Promise<number[]> {
  const known = uidValidity === since.uidValidity
  const question = known
    ? { uid: `${since.nextUid}:*` }
    : { since: new Date(since.readAt.getTime() - LOOK_BACK_DAYS * DAY_MS) }
  const found = (await client.search(question, { uid: true })) || []
  // `n:*` always names the last message, even one that is older.
  return found.filter((uid) => !known || uid >= since.nextUid).sort((a, b) => a - b)
}

const open = (client: ImapFlow, { folder }: MailboxSettings) => client.mailboxOpen(folder, { readOnly: true })

async function within<T>(
  { host, port, security, user }: MailboxSettings,
  password: string,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  })
  // Without a listener an error of the connection would end the process; the command under way fails with it.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const result = await work(client)
    await client.logout()
    return result
  } catch (error) {
    throw refused(error)
  } finally {
    client.close()
  }
}

/** What went wrong on our side with a message that was read. */
class NotTaken {
  constructor(readonly cause: unknown) {}
}

function refused(error: unknown): unknown {
  if (error instanceof NotTaken) return error.cause
  const { message, responseText, authenticationFailed, code } = error as {
    message: string
    responseText?: string
    authenticationFailed?: boolean
    code?: string
  }
  const answer = responseText ?? code ?? message
  const reason = authenticationFailed ? 'sign_in' : 'server'
  return new AppError('replies/refused', 422, `The mail server answers: ${answer}`, { reason, answer })
}
