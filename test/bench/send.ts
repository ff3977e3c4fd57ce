import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { EmailChannel } from '../../backend/src/dispatch/channels/email/email-channel'
import { emailSecrets, emailSettings } from '../../backend/src/dispatch/channels/email/email-settings'
import { startSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { Outbox } from '../../backend/src/dispatch/outbox/outbox'
import { Sender } from '../../backend/src/dispatch/outbox/sender'
import { MORNING, aMessage, aText, addCampaign } from '../../backend/src/dispatch/outbox/testing-messages'
import { openMetadata } from '../../backend/src/metadata'

const HOST = '127.0.0.1'
/** Of the size of a usual reminder. */
const HTML = `<html><body>${'<p>Votre facture est échue depuis le 2 novembre.</p>'.repeat(120)}</body></html>`
const FROM = 'compta@exemple.fr'

/**
 * npm run bench -- send [--messages 3000] [--connections 5]: e-mails a second from the outbox to a mail server in this
 * process, with every mark committed, and the ratio to nodemailer alone with the same content and connections.
 */
export async function run(options: Record<string, string>): Promise<void> {
  const messages = Number(options['messages'] ?? 3000)
  const connections = Number(options['connections'] ?? 5)
  const alone = await byLibrary(messages, connections)
  const outbox = await byOutbox(messages, connections)
  console.log(
    JSON.stringify({
      messages,
      connections,
      nodemailer_per_second: Math.round(alone),
      outbox_per_second: Math.round(outbox),
      ratio: Math.round((outbox / alone) * 100) / 100,
      memory_mb: Math.round(process.memoryUsage().rss / 1e6),
    }),
  )
}

async function byLibrary(messages: number, maxConnections: number): Promise<number> {
  const smtp = await startSmtp({ keepSource: false })
  const pooled = { pool: true as const, host: HOST, port: smtp.port, ignoreTLS: true, maxConnections }
  const transport = createTransport({ ...pooled, maxMessages: Number.POSITIVE_INFINITY })
  const began = performance.now()
  let next = 0
  const lane = async () => {
    while (next < messages) {
      next += 1
      const to = `c${next}@exemple.fr`
      await transport.sendMail({ from: FROM, to, subject: 'Facture F1', text: 'Bonjour', html: HTML })
    }
  }
  await Promise.all(Array.from({ length: maxConnections }, lane))
  const seconds = (performance.now() - began) / 1000
  transport.close()
  await smtp.close()
  if (smtp.received.length !== messages) throw new Error('the library lost messages')
  return messages / seconds
}

async function byOutbox(messages: number, connections: number): Promise<number> {
  const smtp = await startSmtp({ keepSource: false })
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const metadata = await openMetadata({ dataDir, log: () => undefined })
  const settings = {
    host: HOST,
    port: smtp.port,
    security: 'none',
    from_address: FROM,
    per_second: 0,
    connections,
  }
  const channel = new EmailChannel(emailSettings.parse(settings), emailSecrets.parse({}))
  try {
    await addCampaign(metadata)
    const outbox = new Outbox(metadata.db)
    await outbox.add(
      metadata.db,
      Array.from({ length: messages }, (_, n) => aMessage(n)),
    )
    const sender = new Sender(
      outbox,
      channel,
      (claimed) =>
        Promise.resolve(claimed.map((message) => ({ message, send: { ...aText(message), html: HTML } }))),
      { worker: randomUUID(), now: () => MORNING, random: Math.random, leaseSeconds: 60, batch: 200 },
    )
    const began = performance.now()
    const { sent } = await sender.drain(new AbortController().signal)
    const seconds = (performance.now() - began) / 1000
    if (sent !== messages || smtp.received.length !== messages) throw new Error(`only ${sent} were sent`)
    return messages / seconds
  } finally {
    await channel.close()
    await smtp.close()
    await metadata.close()
    fs.rmSync(dataDir, { recursive: true, force: true })
  }
}
