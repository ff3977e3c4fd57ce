import { owedOf } from '../customer-page/owed/owed'
import { statementPdf } from '../customer-page/statement-pdf'
import { STATEMENTS } from '../dispatch/ports'
import type { Statements } from '../dispatch/ports'
import { calendarWorld } from '../dispatch/planner/calendar-world'

const calendar = calendarWorld()

/** Statements of messages: the one that the customer's page has. */
export const statements = {
  provide: STATEMENTS,
  useValue: {
    statementOf: (record, today, language, sender) => {
      const owed = owedOf(record, today, (day) => calendar.isHoliday(day, record))
      return statementPdf({ record, today, owed }, sender, language)
    },
  } satisfies Statements,
}
