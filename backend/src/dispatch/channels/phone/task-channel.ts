import { dispatchTasks } from '../../../metadata'
import type { Metadata } from '../../../metadata'
import type { Channel, Delivery, OutgoingMessage } from '../channel'

/** Calls and other tasks: rows of the work list. They count as made when somebody says so. */
export class TaskChannel implements Channel {
  readonly lanes = 1
  readonly repeatable = true

  constructor(
    readonly name: 'phone' | 'task',
    private readonly db: Metadata['db'],
  ) {}

  async send(message: OutgoingMessage): Promise<Delivery> {
    const { reminderId: id, entityId, customerId, recipient, text, plannedDay: dueOn } = message
    const task = { id, entityId, customerId, kind: this.name, dueOn, text, recipient }
    await this.db.insert(dispatchTasks).values(task).onConflictDoNothing()
    return { providerId: 'work_list', cost: '0' }
  }

  async close(): Promise<void> {
    // nothing is open
  }
}
