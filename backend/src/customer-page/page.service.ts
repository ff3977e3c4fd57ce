import type { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { WAREHOUSE } from '../app/tokens'
import { AppError } from '../http/app-error'
import { SendersService } from '../messages'
import type { Language } from '../messages/tags/format'
import { decimal } from '../messages/tags/format'
import { ReferenceRatesService } from '../legal/reference-rates.service'
import { invoicesNamed } from './acts/limits'
import { creditorOf } from './creditor'
import { customerAt } from './customer-at'
import type { CustomerAt } from './customer-at'
import { CustomerLinksService, unknownLink } from './links/links.service'
import { knowsCustomer, mustProve } from './owed/knows-customer'
import { transferSvg } from './pay/transfer-code'
import { remittanceOf } from './pay/transfer-code'
import { payLink } from './pay/pay-link'
import { pageOf } from './page-view'
import type { PageAnswer, WaysAnswer, waysQuery } from './page.contract'
import { PageSettingsService } from './settings/page-settings.service'
import { statementPdf } from './statement-pdf'

/** What a customer reads on his page. Nothing here writes anything. */
@Injectable()
export class PageService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly links: CustomerLinksService,
    private readonly settings: PageSettingsService,
    private readonly senders: SendersService,
    private readonly rates: ReferenceRatesService,
  ) {}

  /** @throws AppError `page/unknown-link`, `page/expired-link` */
  async page(token: string, proof: string | undefined): Promise<PageAnswer> {
    const at = await this.customer(token)
    const { entityId } = at.link
    const creditor = await creditorOf(this.senders, entityId)
    const [settings, rates] = [await this.settings.get(entityId), await this.rates.rates()]
    const locked = mustProve(at.record) && !this.links.isProved(token, proof)
    return pageOf(at, { creditor, settings, rates, locked })
  }

  /** @throws AppError as `page`, and `page/wrong-answer` */
  async verify(token: string, known: string): Promise<string> {
    const { record } = await this.customer(token)
    if (knowsCustomer(record, known)) return this.links.prove(token)
    throw new AppError('page/wrong-answer', 422, 'This does not fit.')
  }

  /** @throws AppError as `page`, and `page/locked`, `page/unknown-invoice` */
  async ways(
    token: string,
    { invoices, currency }: z.output<typeof waysQuery>,
    proof?: string,
  ): Promise<WaysAnswer> {
    const at = await this.unlocked(token, proof)
    const [settings, creditor] = [
      await this.settings.get(at.link.entityId),
      await creditorOf(this.senders, at.link.entityId),
    ]
    const owed = at.owed.find((one) => one.currency === currency)
    const chosen = invoicesNamed(owed, invoices)
    const all = chosen.length === invoicesNamed(owed, undefined).length
    const sum = chosen.reduce((total, one) => total + one.open - one.disputed, 0n)
    const amount = cents(all ? (owed?.toPay ?? 0n) : sum)
    const { customerId } = at.record
    const reference = remittanceOf(
      customerId,
      chosen.map(({ invoice }) => invoice.id),
    )
    const slots = { amount, currency, reference, customer: customerId }
    const order = {
      holder: creditor.name,
      iban: creditor.iban,
      bic: creditor.bic,
      amount,
      remittance: reference,
    }
    const { iban, bic, name: holder } = creditor
    return {
      amount,
      currency,
      reference,
      transfer:
        iban === '' || currency !== 'EUR' ? null : { holder, iban, bic, qr_svg: await transferSvg(order) },
      card_url: payLink(settings.stripe_link, slots),
      paypal_url: payLink(settings.paypal_link, slots),
    }
  }

  /** @throws AppError as `page`, and `page/locked` */
  async statement(token: string, language: Language, proof?: string): Promise<Readable> {
    const at = await this.unlocked(token, proof)
    return statementPdf(at, await creditorOf(this.senders, at.link.entityId), language)
  }

  private async unlocked(token: string, proof: string | undefined): Promise<CustomerAt> {
    const at = await this.customer(token)
    if (!mustProve(at.record) || this.links.isProved(token, proof)) return at
    throw new AppError('page/locked', 403, 'Say first what only the customer knows.')
  }

  private async customer(token: string): Promise<CustomerAt> {
    const at = await customerAt(this.warehouse, this.links.open(token), this.links.now())
    if (!at) throw unknownLink()
    return at
  }
}

/** Banks take no more than two decimals. */
const cents = (amount: bigint): string => decimal(amount).slice(0, -2)
