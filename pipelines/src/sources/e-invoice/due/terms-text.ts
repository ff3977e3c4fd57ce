import { addDays, addMonths, endOfMonth, isDay } from '../values'

/** Conditions that are about something else: discounts, penalties, parts. A clause with one of these is not read. */
const ELSEWHERE =
  /%|pour ?cent|prozent|skonto|escompte|discount|rebate|rabatt|remise|korting|sconto|descuento|p[ée]nalit|penalt|int[ée]r[êe]t|interest|r[äa]nta|\brente|zinsen|verzug|mahn|retard|late\b|overdue|dr[öo]jsm[åa]l|indemnit|recouvrement|acompte|deposit|prepaid|anzahlung|garantie|warrant|r[ée]serv|livraison|deliver|liefer/i

const DATE = /(?<![\d.])(\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4})(?!\d)/g
const COUNT =
  /(?<![\d.,])(\d{1,3})\s*(?:\([^)]{1,30}\)\s*)?(?:calendar |jours?\b|jrs?\b|j\b|days?\b|tagen?\b|tage\b|dager\b|dagar\b|dage\b|dagen\b|giorni\b|d[ií]as\b|dias\b|päivää\b|dni\b)/gi
const NET = /\bnet(?:to)?\s+(\d{1,3})\b/gi
const END_OF_MONTH = /fin de mois|end of (?:the )?month|\bFDM\b|\bEOM\b|monatsende|fine mese|fin de mes/i
const DAY_AFTER = /(?:fin de mois|FDM)\s*(?:,|et)?\s*le\s+(\d{1,2})\b/i
const AT_ONCE =
  /(?:^|\s)(?:comptant|[àa] r[ée]ception|d[èe]s r[ée]ception|due (?:up)?on receipt|upon receipt|immediate(?:ly)?|sofort(?: f[äa]llig| zahlbar)?|per direct|contado)(?:\s|$)/i
const ONE_MONTH = /(?<!\d\s?)(?:within (?:one|1) month|innerhalb eines monats|sous un mois|à un mois)/i
const ASKS =
  /zahlbar|f[äa]llig|zahlungsziel|pay(?:able|ment)? (?:by|within|due|until|before)|due (?:by|on|date)|payable|[ée]ch[ée]ance|r[èe]glement (?:[àa]|sous|au|le|avant)|paiement (?:[àa]|sous|au|le|avant)|[àa] (?:payer|r[ée]gler)|betala|betalas|betaling|pagamento|pago/i

/**
 * The day on which an invoice of that day is due by the words of its conditions, where these are clear: one date, or
 * one number of days (also "fin de mois"). Discounts, penalties and partial payments are left out. French, English,
 * German, Dutch, Scandinavian, Italian and Spanish.
 * @param strict read only clauses that speak of paying, for text that may be about anything
 * @returns YYYY-MM-DD, or null when the words do not say so or say several
 */
export function dueByText(text: string, issuedOn: string, strict = false): string | null {
  if (!isDay(issuedOn) || text === '') return null
  const clauses = text
    .slice(0, 2000)
    .split(/[;\n\r#|•]+|[.,](?=\s|$)/)
    .filter((clause) => !ELSEWHERE.test(clause) && (!strict || ASKS.test(clause)))
  for (const read of [datesIn, daysIn]) {
    const found = new Set(clauses.flatMap((clause) => read(clause, issuedOn)))
    if (found.size === 1) return [...found][0] ?? null
    if (found.size > 1) return null
  }
  return null
}

/** German invoices state the discount as `#SKONTO#TAGE=14#PROZENT=2.25#`. */
export function discountByText(text: string): { pct: string; days: number } | null {
  const found = /#SKONTO#TAGE=(\d{1,3})#PROZENT=(\d{1,2}(?:\.\d{1,2})?)#/.exec(text.slice(0, 2000))
  return found ? { pct: found[2] ?? '', days: Number(found[1]) } : null
}

function datesIn(clause: string, issuedOn: string): string[] {
  return [...clause.matchAll(DATE)]
    .map(([, date = '']) => dayOf(date))
    .filter((day): day is string => day !== null && day >= issuedOn)
}

/** Day before month, but where only the other way is a day. */
function dayOf(date: string): string | null {
  if (isDay(date)) return date
  const [first = '', second = '', year = ''] = date.split(/[./-]/)
  for (const [day, month] of [
    [first, second],
    [second, first],
  ] as const) {
    const made = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    if (isDay(made)) return made
  }
  return null
}

function daysIn(clause: string, issuedOn: string): string[] {
  const counts = [...clause.matchAll(COUNT), ...clause.matchAll(NET)]
    .map((found) => Number(found[1]))
    .filter((count) => count <= 365)
  const later = counts.map((count) => addDays(issuedOn, count))
  if (END_OF_MONTH.test(clause)) {
    const after = Number(DAY_AFTER.exec(clause)?.[1] ?? 0)
    const ends = (later.length > 0 ? later : [issuedOn]).map(endOfMonth)
    return after > 0 && after <= 31 ? ends.map((end) => addDays(end, after)) : ends
  }
  if (later.length > 0) return later
  if (ONE_MONTH.test(clause)) return [addMonths(issuedOn, 1)]
  return AT_ONCE.test(clause) ? [issuedOn] : []
}
