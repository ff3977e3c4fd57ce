import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { and, asc, eq, gte, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { audit } from '../../auth/audit'
import type { Person } from '../../auth/person'
import { EntitiesService } from '../../entities/entities.service'
import { AppError, notFound } from '../../http/app-error'
import { InboxService } from '../../inbox/inbox.service'
import { dispatchTasks, outbox } from '../../metadata'
import type { Metadata } from '../../metadata'
import { loadByInbox } from '../events/load-by-inbox'
import { outcomeEvents } from './outcome-events'
import customersSql from './queries/customers.sql?raw'
import historySql from './queries/history.sql?raw'
import { contactHistory, task as shownTask, workListAnswer } from './work-list.contract'
import type {
  ContactHistory,
  WorkListAnswer,
  newTask,
  outcomeRequest,
  workListQuery,
} from './work-list.contract'

const MOST_TASKS = 1000
const customerRow = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  currency: z.string(),
  open: z.string(),
  overdue: z.string(),
  days_late: z.number(),
  calls: z.number(),
  calls_paid: z.number(),
})
const historyRow = z.object({
  at: z.string(),
  event_type: z.string(),
  channel: z.string(),
  amount: z.string().nullable(),
  currency: z.string(),
  invoice_id: z.string(),
  attributes: z.string(),
})
type Customer = z.infer<typeof customerRow>
const shownKind = shownTask.shape.kind
const UNKNOWN = { name: '', currency: '', open: '0', overdue: '0', days_late: 0, calls: 0, calls_paid: 0 }

/** Calls and other work for people: what is to be done today, and what came of it. */
@Injectable()
export class WorkListService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly inbox: InboxService,
    private readonly entities: EntitiesService,
  ) {}

  async list(query: z.output<typeof workListQuery>): Promise<WorkListAnswer> {
    const day = query.day ?? new Date().toISOString().slice(0, 10)
    const of = query.entity?.length ? inArray(dispatchTasks.entityId, query.entity) : undefined
    const tasks = await this.metadata.db
      .select({ task: dispatchTasks, campaign: outbox.campaignId })
      .from(dispatchTasks)
      .leftJoin(outbox, eq(outbox.id, dispatchTasks.id))
      .where(and(isNull(dispatchTasks.doneAt), lte(dispatchTasks.dueOn, day), of))
      .orderBy(asc(dispatchTasks.dueOn))
      .limit(MOST_TASKS)
    const known = await this.customers(
      tasks.map(({ task }) => task),
      day,
    )
    const [count] = await this.metadata.db
      .select({ n: sql<number>`count(*)::int` })
      .from(dispatchTasks)
      .where(and(gte(dispatchTasks.doneAt, new Date(`${day}T00:00:00Z`)), of))
    const rows = tasks.map(({ task, campaign }) => {
      const { id, entityId, customerId, dueOn: due_on, text, recipient } = task
      const owes = known.get(JSON.stringify([entityId, customerId])) ?? UNKNOWN
      const kind = shownKind.catch('task').parse(task.kind)
      const named = { id, ...owes, entity_id: entityId, customer_id: customerId }
      return { ...named, kind, due_on, text, recipient, expected: expected(owes), campaign_id: campaign }
    })
    rows.sort((a, b) => Number(b.expected) - Number(a.expected))
    return workListAnswer.parse({ day, rows, done: count?.n ?? 0 })
  }

  /** Puts a call or task on the list. */
  async add(given: z.output<typeof newTask>, actor: string): Promise<{ id: string }> {
    const { entity_id: entityId, customer_id: customerId, kind, text } = given
    const id = randomUUID()
    const dueOn = given.due_on ?? new Date().toISOString().slice(0, 10)
    const [customer] = [...(await this.customers([{ entityId, customerId }], dueOn)).values()]
    if (!customer) throw notFound('work-list/customer-not-found', 'There is no such customer.')
    const recipient = { name: customer.name, address: '' }
    await this.metadata.db
      .insert(dispatchTasks)
      .values({ id, entityId, customerId, kind, dueOn, text, recipient })
    await audit(this.metadata, { actor, action: 'task.added', subject: `task:${id}`, after: given })
    return { id }
  }

  /**
   * Ends a task with what came of it. The events go first: told twice they count once, and a task whose end was not
   * kept is shown again instead of being lost.
   * @throws AppError `work-list/not-found`, `work-list/done`, `work-list/not-loaded`
   */
  async finish(id: string, said: z.output<typeof outcomeRequest>, person: Person): Promise<void> {
    const { db } = this.metadata
    const [task] = await db.select().from(dispatchTasks).where(eq(dispatchTasks.id, id))
    if (!task) throw notFound('work-list/not-found', 'There is no such task.')
    if (task.doneAt) throw new AppError('work-list/done', 409, 'Somebody else has finished this task.')
    const at = new Date()
    const { entityId, customerId, kind } = task
    const [owes] = [...(await this.customers([task], at.toISOString().slice(0, 10))).values()]
    const currency = owes?.currency || (await this.currencyOf(entityId))
    const who = (task.recipient as { name?: string }).name ?? ''
    const events = outcomeEvents(
      { id, entityId, customerId, kind, person: who, by: person.id, currency, at },
      said,
    )
    if (!(await loadByInbox(this.inbox)(events)))
      throw new AppError(
        'work-list/not-loaded',
        503,
        'The outcome could not be loaded yet; try again.',
        undefined,
        5,
      )
    await db
      .update(dispatchTasks)
      .set({ doneAt: at, doneBy: person.id, outcome: said.outcome })
      .where(and(eq(dispatchTasks.id, id), isNull(dispatchTasks.doneAt)))
    await audit(this.metadata, { actor: person.id, action: 'task.done', subject: `task:${id}`, after: said })
  }

  async history(entity: string, customer: string): Promise<ContactHistory> {
    const query = { name: 'contact-history', sql: historySql, params: { entity, customer }, row: historyRow }
    const rows = await this.warehouse.query(query)
    return contactHistory.parse({
      rows: rows.map(({ attributes, ...row }) => {
        const said = JSON.parse(attributes) as Record<string, unknown>
        const text = (name: string) => (typeof said[name] === 'string' ? said[name] : '')
        const note = text('note') || text('comment') || text('text') || text('reason')
        return { ...row, outcome: text('outcome'), note, until: text('until') }
      }),
    })
  }

  private async currencyOf(entityId: string): Promise<string> {
    const { entities } = await this.entities.list()
    return entities.find(({ entity_id }) => entity_id === entityId)?.currency ?? 'EUR'
  }

  private async customers(
    of: readonly { entityId: string; customerId: string }[],
    day: string,
  ): Promise<Map<string, Customer>> {
    if (of.length === 0) return new Map()
    const params = {
      entities: of.map(({ entityId }) => entityId),
      customers: of.map(({ customerId }) => customerId),
      day,
    }
    const rows = await this.warehouse.query({
      name: 'work-list',
      sql: customersSql,
      params,
      row: customerRow,
    })
    return new Map(rows.map((row) => [JSON.stringify([row.entity_id, row.customer_id]), row]))
  }
}

const expected = ({ overdue, calls, calls_paid }: Pick<Customer, 'overdue' | 'calls' | 'calls_paid'>) =>
  ((Number(overdue) * (calls_paid + 1)) / (calls + 2)).toFixed(2)
