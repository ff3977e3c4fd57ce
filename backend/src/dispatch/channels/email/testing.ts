import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
}

export interface TestSmtp {
  readonly port: number
  readonly received: Received[]
  /** connections that are open now */
  readonly open: () => number
  /** reply to a recipient, e.g. a 550; undefined takes him */
  refuse: (address: string) => { code: number; text: string } | undefined
  /** what the server waits for, once it has a message, before it says that it took it */
  pause: () => Promise<void>
  close(): Promise<void>
}

/** Test aid: a real SMTP server on the loopback that keeps what it takes. */
export async function startSmtp(options: { keepSource?: boolean } = {}): Promise<TestSmtp> {
  const received: Received[] = []
  let open = 0
  const test = {
    refuse: (_address: string): { code: number; text: string } | undefined => undefined,
    pause: () => Promise.resolve(),
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    hideSize: true,
    logger: false,
    onConnect(_session, callback) {
      open += 1
      callback()
    },
    onClose() {
      open -= 1
    },
    onRcptTo(address, _session, callback) {
      const refusal = test.refuse(address.address)
      callback(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null)
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const whole = Buffer.concat(chunks)
        const source = (options.keepSource === false ? headOf(whole) : whole).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        received.push({ from, to: rcptTo.map(({ address }) => address), source })
        void test.pause().then(() => callback(null, 'Ok: queued as TEST'))
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received,
    open: () => open,
    get refuse() {
      return test.refuse
    },
    set refuse(refuse) {
      test.refuse = refuse
    },
    get pause() {
      return test.pause
    },
    set pause(pause) {
      test.pause = pause
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const headOf = (message: Buffer): Buffer => message.subarray(0, message.indexOf('\r\n\r\n') + 4)

/** The value of a header of a received message, folded lines joined. */
export function headerOf(message: Received, name: string): string {
  const head = message.source.slice(0, message.source.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const line = head.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim() ?? ''
}
