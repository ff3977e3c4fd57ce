import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { Inject, Injectable, Optional } from '@nestjs/common'
import type { z } from 'zod'
import { AppError, notFound } from '../http/app-error'
import { ReceivablesService } from '../receivables/receivables.service'
import { checkTemplate } from './check/check-template'
import { compileTemplate } from './compile'
import { withCustomer } from './customer-example'
import { exampleSubject } from './example'
import { renderMessage } from './render'
import type { RenderedMessage } from './render'
import { SendersService } from './senders.service'
import type { MessageSubject } from './subject'
import { TEST_SENDER } from './test-sender'
import type { TestSender } from './test-sender'
import type {
  CheckAnswer,
  MessagePreview,
  checkRequest,
  previewRequest,
  testRequest,
} from './templates.contract'

type Asked = z.output<typeof previewRequest>
const KEPT_PAGES = 100
const INVOICES_SHOWN = 100

/** Shows messages before anything is sent, and sends one to whoever is trying it out. */
@Injectable()
export class PreviewsService {
  private readonly pages = new Map<string, string>()

  constructor(
    private readonly receivables: ReceivablesService,
    private readonly senders: SendersService,
    @Optional() @Inject(TEST_SENDER) private readonly testSender?: TestSender,
  ) {}

  async check({ text, occasion, channel }: z.output<typeof checkRequest>): Promise<CheckAnswer> {
    const use = { occasion, today: today(), ...(channel ? { channel } : {}) }
    return { findings: [...(await checkTemplate(text, use))] }
  }

  /** @throws AppError `messages/template-faulty`, `messages/missing-value`, `customers/not-found` */
  async preview(asked: Asked): Promise<MessagePreview> {
    const { subject, text, html, sms } = (await this.rendered(asked)).message
    return { subject, text, sms, html_path: html === null ? null : this.keep(html) }
  }

  /** @throws AppError as `preview`, and `messages/no-letter` */
  async letter(asked: Asked): Promise<Readable> {
    const { letter } = (await this.rendered(asked)).message
    if (!letter) throw new AppError('messages/no-letter', 400, 'Only letters are shown as a PDF.')
    return letter.pdf()
  }

  /** @throws AppError as `preview`, and `messages/no-test-channel` */
  async test({ to, ...asked }: z.output<typeof testRequest>): Promise<void> {
    const { channel } = asked.text
    if (!this.testSender?.channels.includes(channel)) {
      const hint = `Nothing can be sent by ${channel} yet: set the channel up first.`
      throw new AppError('messages/no-test-channel', 409, hint, { channel })
    }
    const { message, subject } = await this.rendered(asked)
    await this.testSender.send({ channel, to, message, subject })
  }

  /** The HTML that a preview has named. @throws AppError `messages/preview-gone` */
  page(id: string): string {
    const html = this.pages.get(id)
    if (html === undefined)
      throw notFound('messages/preview-gone', 'This preview is no longer kept: make it again.')
    return html
  }

  private async rendered(asked: Asked): Promise<{ message: RenderedMessage; subject: MessageSubject }> {
    const subject = await this.subject(asked)
    return { message: renderMessage(await compileTemplate(asked.text), subject), subject }
  }

  private async subject({ text, occasion, regime, customer, as_of: asOf }: Asked): Promise<MessageSubject> {
    const on = asOf ?? today()
    const { channel, language } = text
    const example = exampleSubject({ occasion, channel, language, regime, today: on })
    const sender = (await this.senders.sender(customer?.entity_id ?? '')) ?? example.sender
    if (!customer) return { ...example, sender }
    const { customer_id: id, entity_id } = customer
    const entity = entity_id === undefined ? [] : [entity_id]
    const known = await this.receivables.customer(id, { as_of: on, entity })
    const { rows } = await this.receivables.invoices(id, {
      as_of: on,
      entity,
      which: 'open',
      limit: INVOICES_SHOWN,
      currency: undefined,
      cursor: undefined,
    })
    return withCustomer({ ...example, sender }, { id, name: known.name }, rows)
  }

  private keep(html: string): string {
    const id = randomUUID()
    this.pages.set(id, html)
    const [oldest] = this.pages.keys()
    if (this.pages.size > KEPT_PAGES && oldest !== undefined) this.pages.delete(oldest)
    return `/api/templates/previews/${id}`
  }
}

const today = (): string => new Date().toISOString().slice(0, 10)
