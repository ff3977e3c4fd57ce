import type { Dialect } from './dialect'
import { normalHeader } from './fields'

/** A span of days past due: `31-60 jours`, `< 1 Month`, `plus de 90 j`, `91 and over`, `Non échu`. */
const SPAN =
  /^\W*(non ?[ée]chu|not (yet )?due|current|at date|older|[àa] ?[ée]choir)|^\W*(de |from |plus de |over |more than |[<>+]) ?\W*\d{1,3}\b|^\W*\d{1,3} ?(-|–|à|a|to|et|and) ?(\d{2,3}|plus|over|more)\b|^\W*\d{1,3} ?(j|jours|days|months?|mois)\b/i

/**
 * What a table is that sums up what other files tell in detail, by its headers; null for any other. An ageing report by
 * invoice is one of invoices, and so is not meant.
 */
export function reportKind({ header }: Dialect, index: ReadonlyMap<string, number>): string | null {
  const names = header.map(normalHeader)
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name))
  const dated = index.has('date') || index.has('issued_on') || index.has('due_on')
  const spans = header.filter((name) => SPAN.test(name.trim())).length
  if (spans >= 2 && !(dated && index.has('invoice_id'))) return 'ageing'
  if (!has(/^((n|num|numero)?(de)?compte|account|accountcode|accountname)$/)) return null
  const [debit, credit] = [has(/debit/), has(/credit/)]
  if (dated)
    return debit && credit && has(/^(code)?(journal|jnl|jal)$/) && !index.has('due_on')
      ? 'general_ledger'
      : null
  if (debit && credit) return 'trial_balance'
  const isChart =
    has(/^(intitule|libelle|accountname|nom)/) &&
    has(/^(niveau|classe|class|nature|collectif|typedecompte|accounttype)$/)
  return isChart ? 'chart_of_accounts' : null
}
