import { Inject, Injectable } from '@nestjs/common'
import { customerInvoices, invoiceTimeline, receivables } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { WAREHOUSE } from '../app/tokens'
import { notFound } from '../http/app-error'
import { given } from '../http/given'
import entitiesOfCustomerSql from './queries/customer-entities.sql?raw'
import type {
  CustomerAnswer,
  InvoiceAnswer,
  InvoicesAnswer,
  ReceivablesAnswer,
  customerInvoicesQuery,
  customerQuery,
  invoiceQuery,
  receivablesQuery,
} from './receivables.contract'

const customerEntity = z.object({ entity_id: z.string(), name: z.string() })

@Injectable()
export class ReceivablesService {
  constructor(@Inject(WAREHOUSE) private readonly warehouse: Warehouse) {}

  async list(query: z.output<typeof receivablesQuery>): Promise<ReceivablesAnswer> {
    const { as_of: asOf, sort, limit, currency, search, cursor } = query
    const entityIds = query.entity?.length ? query.entity : undefined
    const more = given({ entityIds, currency, search, cursor })
    const page = await receivables(this.warehouse, { asOf, sort, limit, ...more })
    return { as_of: asOf, ...page }
  }

  async customer(customerId: string, query: z.output<typeof customerQuery>): Promise<CustomerAnswer> {
    const known = await this.entitiesOf(customerId, query.entity)
    const entityIds = known.map(({ entity_id }) => entity_id)
    // The customer's own rows: a search by his number may also find others whose number contains it.
    const question = { asOf: query.as_of, entityIds, search: customerId, sort: 'open' as const, limit: 500 }
    const { rows } = await receivables(this.warehouse, { ...question, includeInternal: true })
    const balances = rows.filter((row) => row.customer_id === customerId)
    return {
      customer_id: customerId,
      name: known.find(({ name }) => name !== '')?.name ?? customerId,
      as_of: query.as_of,
      balances,
    }
  }

  async invoices(customerId: string, query: z.output<typeof customerInvoicesQuery>): Promise<InvoicesAnswer> {
    const entityId = await this.entityOf(customerId, query.entity)
    const { as_of: asOf, which, limit } = query
    const more = given({ currency: query.currency, cursor: query.cursor })
    return customerInvoices(this.warehouse, { asOf, entityId, customerId, which, limit, ...more })
  }

  /** @throws AppError `invoices/not-found` */
  async invoice(
    customerId: string,
    invoiceId: string,
    query: z.output<typeof invoiceQuery>,
  ): Promise<InvoiceAnswer> {
    const entityId = await this.entityOf(customerId, query.entity)
    const asOf = query.as_of ?? new Date().toISOString().slice(0, 10)
    const { invoice, ...rest } = await invoiceTimeline(this.warehouse, {
      asOf,
      entityId,
      customerId,
      invoiceId,
    })
    if (!invoice) throw notFound('invoices/not-found', `Customer ${customerId} has no invoice ${invoiceId}.`)
    return { invoice, ...rest }
  }

  private async entityOf(customerId: string, asked: string[] | undefined): Promise<string> {
    const [first] = await this.entitiesOf(customerId, asked)
    return first?.entity_id ?? ''
  }

  /** @throws AppError `customers/not-found` */
  private async entitiesOf(customerId: string, entities: string[] | undefined) {
    const rows = await this.warehouse.query({
      name: 'customer-entities',
      sql: entitiesOfCustomerSql,
      params: { customer_id: customerId, entities: entities ?? [] },
      row: customerEntity,
    })
    if (rows.length === 0) throw notFound('customers/not-found', `There is no customer ${customerId}.`)
    return rows
  }
}
