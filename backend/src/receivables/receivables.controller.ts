import { Controller, Get, Param, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { may } from '../auth/rights'
import { Answers } from '../http/answers'
import {
  customerAnswer,
  customerInvoicesQuery,
  customerQuery,
  invoiceAnswer,
  invoiceQuery,
  invoicesAnswer,
  receivablesAnswer,
  receivablesQuery,
} from './receivables.contract'
import type { CustomerAnswer, InvoiceAnswer, InvoicesAnswer, ReceivablesAnswer } from './receivables.contract'
import { ReceivablesService } from './receivables.service'

const id = z.string().min(1).max(400)

@ApiTags('receivables')
@Controller('api')
export class ReceivablesController {
  constructor(private readonly receivables: ReceivablesService) {}

  @Get('receivables')
  @Access('read', 'query')
  @Answers('Ageing by customer', receivablesAnswer)
  list(
    @Query({ schema: receivablesQuery }) query: z.output<typeof receivablesQuery>,
  ): Promise<ReceivablesAnswer> {
    return this.receivables.list(query)
  }

  @Get('receivables/customers/:id')
  @Access('read', 'query')
  @Answers('One customer with balances', customerAnswer)
  customer(
    @Param('id', { schema: id }) customerId: string,
    @Query({ schema: customerQuery }) query: z.output<typeof customerQuery>,
  ): Promise<CustomerAnswer> {
    return this.receivables.customer(customerId, query)
  }

  @Get('receivables/customers/:id/invoices')
  @Access('read', 'query')
  @Answers('Invoices of one customer', invoicesAnswer)
  invoices(
    @Param('id', { schema: id }) customerId: string,
    @Query({ schema: customerInvoicesQuery }) query: z.output<typeof customerInvoicesQuery>,
  ): Promise<InvoicesAnswer> {
    return this.receivables.invoices(customerId, query)
  }

  @Get('invoices/:customer/:invoice')
  @Access('read', 'query')
  @Answers('One invoice with everything that happened to it', invoiceAnswer)
  async invoice(
    @Param('customer', { schema: id }) customerId: string,
    @Param('invoice', { schema: id }) invoiceId: string,
    @Query({ schema: invoiceQuery }) query: z.output<typeof invoiceQuery>,
    @Req() request: FastifyRequest,
  ): Promise<InvoiceAnswer> {
    const answer = await this.receivables.invoice(customerId, invoiceId, query)
    return may(personOf(request), 'contacts') ? answer : withoutAttributes(answer)
  }
}

/** What an event carries besides amounts and days: addresses, names and words of customers among it. */
const withoutAttributes = (answer: InvoiceAnswer): InvoiceAnswer => ({
  ...answer,
  events: answer.events.map((event) => ({ ...event, attributes: {} })),
})
