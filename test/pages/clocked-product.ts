import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepPorts } from '../../backend/src/app/ports'
import { signInAddress, startForCommand } from '../../backend/src/app/server'
import { readConfig } from '../../backend/src/config/config'
import { withDatabase } from '../../backend/src/metadata/testing-database'
import { startSmtp, type Received, type TestSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { DispatchService } from '../../backend/src/dispatch'
import { CLOCK } from '../../backend/src/dispatch/ports'
import { InboxService } from '../../backend/src/inbox/inbox.service'

/** The product with its screens in this process, so that its clock can be put forward, and a mail server for it. */
export interface ClockedProduct {
  readonly link: string
  readonly origin: string
  readonly smtp: TestSmtp
  /** Puts the clock to a moment, then plans, sends and tells once, as the server does every minute. @returns messages planned */
  liveAt(at: Date): Promise<number>
  stop(): Promise<void>
}

/** Starts it on an empty data directory of its own. It plans and sends only when told to. */
export async function startClockedProduct(): Promise<ClockedProduct> {
  const data = mkdtempSync(join(tmpdir(), 'relance-clocked-'))
  const config = readConfig({ data }, withDatabase(data))
  const smtp = await startSmtp()
  const server = await startForCommand(config, () => undefined)
  // Links in messages name the kept port.
  keepPorts(data, { http: Number(new URL(server.address).port) })
  const clock = server.app.get<{ now: () => Date }>(CLOCK)
  const dispatch = server.app.get(DispatchService)
  return {
    link: (await signInAddress(server, config)).replace(/^http:\/\/[^/]+/, server.address),
    origin: server.address,
    smtp,
    async liveAt(at) {
      clock.now = () => at
      await server.app.get(InboxService).idle()
      const planned = await dispatch.plan()
      await dispatch.send()
      await dispatch.tell()
      await server.app.get(InboxService).idle()
      return planned?.contacts ?? 0
    },
    async stop() {
      await server.close()
      await smtp.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** The text of a received message, as the mail program shows it: quoted-printable undone. */
export function bodyOf(mail: Received | undefined): string {
  const text = (mail?.source ?? '').replaceAll(/=\r\n/g, '')
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
