import net from 'node:net'
import type { AddressInfo } from 'node:net'

/** A folder of the test's server. */
export interface TestImap {
  readonly port: number
  readonly user: string
  password: string
  uidValidity: number
  /** every command that clients gave, without its tag */
  readonly commands: string[]
  /** @returns its UID */
  add(source: string): number
  remove(uid: number): void
  /** as a server does that was restored from a backup: other numbers for the same messages */
  renumber(): void
  close(): Promise<void>
}

/**
 * Test aid: a server of IMAP4rev1 (RFC 3501) over TCP with one folder, as far as a client needs it that signs in, opens
 * a folder for reading, searches by UID or day, and fetches whole messages.
 */
export async function startImap(): Promise<TestImap> {
  const mails = new Map<number, Buffer>()
  const sockets = new Set<net.Socket>()
  let uidNext = 1
  const test = { user: 'compta', password: 'ouvre-toi', uidValidity: 7, commands: [] as string[] }

  function answer(socket: net.Socket, line: string): void {
    const [tag = '*', name = '', ...rest] = line.split(' ')
    const words = rest.join(' ')
    test.commands.push(`${name} ${words}`.trim())
    const say = (text: string) => socket.write(`${text}\r\n`)
    const done = (text = 'done'): void => void say(`${tag} OK ${text}`)
    const command = name.toUpperCase() === 'UID' ? `UID ${rest[0]?.toUpperCase()}` : name.toUpperCase()
    if (command === 'CAPABILITY') {
      say('* CAPABILITY IMAP4rev1')
      return done()
    }
    if (command === 'LOGIN') {
      const right = [test.user, test.password].map((word) => `"${word}"`).join(' ')
      return words.replaceAll(/(^|\s)([^"\s]+)/g, '$1"$2"') === right
        ? done()
        : void say(`${tag} NO [AUTHENTICATIONFAILED] Wrong user or password`)
    }
    if (command === 'LIST' || command === 'LSUB') {
      say(`* ${command} () "/" "INBOX"`)
      return done()
    }
    if (command === 'EXAMINE') {
      if (!/INBOX/i.test(words)) return void say(`${tag} NO [NONEXISTENT] No such folder`)
      say(`* ${mails.size} EXISTS`)
      say('* FLAGS (\\Seen)')
      say(`* OK [UIDVALIDITY ${test.uidValidity}] valid`)
      say(`* OK [UIDNEXT ${uidNext}] next`)
      return done('[READ-ONLY] open')
    }
    if (command === 'UID SEARCH') {
      const from = /UID (\d+):\*/.exec(words)?.[1]
      const last = Math.max(0, ...mails.keys())
      const found = [...mails.keys()].filter(
        (uid) => from === undefined || uid >= Number(from) || uid === last,
      )
      say(`* SEARCH ${found.join(' ')}`.trim())
      return done()
    }
    if (command === 'UID FETCH') {
      const uid = Number(rest[1])
      const source = mails.get(uid)
      if (source) {
        const section = /BODY\.PEEK(\[\])<0\.\d+>/.test(words) ? 'BODY[]<0>' : 'BODY[]'
        socket.write(
          `* ${[...mails.keys()].indexOf(uid) + 1} FETCH (UID ${uid} ${section} {${source.length}}\r\n`,
        )
        socket.write(source)
        say(')')
      }
      return done()
    }
    if (command === 'LOGOUT') {
      say('* BYE')
      done()
      return void socket.end()
    }
    return command === 'NOOP' || command === 'CLOSE' ? done() : void say(`${tag} BAD unknown command`)
  }

  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    let open = ''
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n')
    socket.on('data', (chunk) => {
      open += chunk.toString()
      const lines = open.split('\r\n')
      open = lines.pop() ?? ''
      for (const line of lines) answer(socket, line)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(test, {
    port,
    add(source: string) {
      mails.set(uidNext, Buffer.from(source.replace(/\r?\n/g, '\r\n')))
      return uidNext++
    },
    remove: (uid: number) => void mails.delete(uid),
    renumber() {
      const sources = [...mails.values()]
      mails.clear()
      test.uidValidity += 1
      uidNext = 1
      for (const source of sources) mails.set(uidNext++, source)
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

interface MailGiven {
  readonly from?: string
  readonly subject?: string
  readonly id?: string
  readonly answers?: string
  readonly headers?: string
  readonly text?: string
}

/** A plain message as mail programs write it. */
export const aMail = ({
  from = 'Ana <c1@client.example>',
  subject = 'Re: Facture',
  id = 'm1@client.example',
  answers = '',
  headers = '',
  text = 'Nous payons vendredi.',
}: MailGiven = {}): string =>
  [
    `From: ${from}`,
    'To: compta@maison.example',
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0100',
    ...(answers === '' ? [] : [`In-Reply-To: ${answers}`, `References: <old@client.example> ${answers}`]),
    ...(headers === '' ? [] : [headers]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\n')

/** A report of a mail server that a message did not arrive (RFC 3464), with the headers of the original. */
export const aBounce = (original: string, address: string, action = 'failed', status = '5.1.1'): string =>
  `From: MAILER-DAEMON@mx.client.example
To: compta@maison.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-${status}-${address}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.client.example

Final-Recipient: rfc822; ${address}
Original-Recipient: rfc822;${address}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 5.1.1 <${address}>: Recipient address
    rejected: User unknown

--B
Content-Type: text/rfc822-headers

From: compta@maison.example
Message-ID: ${original}
Subject: Facture

--B--
`
