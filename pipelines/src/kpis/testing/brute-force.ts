import type { Happening } from './random-history'

/**
 * The referee of the KPIs: a slow and obvious recomputation, day by day, from the events of a history. It shares
 * no code with what it judges. Amounts are whole cents, days count from the start of the history.
 */
const NEVER = 99_999

export interface Posting {
  day: number
  kind: 1 | 2 | 3 | 4 | 5
  cents: number
  ofDay: number
}

export interface Bill {
  customer: string
  id: string
  amount: number
  issued: number
  due: number
  opening: boolean
  parts: { due: number; cents: number }[]
  postings: Posting[]
  disputes: { day: number; cents: number }[]
}

interface Part {
  customer: string
  payment: string
  invoice: string
  cents: number
  from: number
  until: number
}

export interface Books {
  bills: Bill[]
  parts: Part[]
  history: readonly Happening[]
}

const byDay = (a: Happening, b: Happening) => a.day - b.day || (a.id < b.id ? -1 : 1)
const plus = (values: number[]) => values.reduce((sum, value) => sum + value, 0)

/** Sorts the events of a history into invoices and parts of payments. */
export function keepBooks(history: readonly Happening[]): Books {
  const bills = history
    .filter((one) => one.invoice && (one.type === 'invoice.issued' || one.type === 'balance.opening'))
    .map(newBill)
  const find = (customer: string, id: string) =>
    bills.find((bill) => bill.customer === customer && bill.id === id)
  const parts = ['a', 'b'].flatMap((customer) =>
    ['p', 'q', 'r'].flatMap((payment) => partsOf(history, customer, payment, find)),
  )
  for (const bill of bills) addPostings(bill, history, parts)
  return { bills, parts, history }
}

const newBill = (one: Happening): Bill => ({
  customer: one.customer,
  id: one.invoice,
  amount: one.cents,
  issued: one.day,
  due: Math.max(one.due, ...one.instalments.map((part) => part.due)),
  opening: one.type === 'balance.opening',
  parts: one.instalments.length > 0 ? one.instalments : [{ due: one.due, cents: one.cents }],
  postings: [],
  disputes: [],
})

function partsOf(
  history: readonly Happening[],
  customer: string,
  payment: string,
  find: (customer: string, id: string) => Bill | undefined,
): Part[] {
  const own = history.filter((one) => one.customer === customer && one.payment === payment).sort(byDay)
  const lines = own
    .filter((one) => one.type === 'payment.received' || one.type === 'payment.allocated')
    .flatMap((one) =>
      one.lines.flatMap((line) => {
        const bill = find(customer, line.invoice)
        return bill
          ? [{ invoice: line.invoice, left: line.cents, from: Math.max(one.day, line.day ?? 0, bill.issued) }]
          : []
      }),
    )
  let loose = Math.max(
    0,
    plus(own.filter((one) => one.type === 'payment.received').map((one) => one.cents)) -
      plus(lines.map((line) => line.left)),
  )
  const result: Part[] = []
  const wins = own.filter((one) => one.outcome === 'won').map((one) => one.day)
  const takeBack = (line: (typeof lines)[number], cents: number, event: Happening) => {
    const taken = Math.min(cents, line.left)
    if (taken <= 0) return 0
    line.left -= taken
    const until = Math.max(line.from, event.day)
    result.push({ customer, payment, invoice: line.invoice, cents: taken, from: line.from, until })
    const won = event.type === 'payment.disputed' ? wins.find((day) => day >= event.day) : undefined
    if (won !== undefined) {
      result.push({
        customer,
        payment,
        invoice: line.invoice,
        cents: taken,
        from: Math.max(until, won),
        until: NEVER,
      })
    }
    return taken
  }
  const returns = own.filter(
    (one) => one.type === 'payment.rejected' || (one.type === 'payment.disputed' && one.outcome === ''),
  )
  for (const event of returns) {
    for (const invoice of new Set(event.lines.map((line) => line.invoice))) {
      let rest = plus(event.lines.filter((line) => line.invoice === invoice).map((line) => line.cents))
      for (const line of lines) if (line.invoice === invoice) rest -= takeBack(line, rest, event)
    }
  }
  for (const event of returns.filter((one) => one.lines.length === 0)) {
    let rest = event.cents
    const fromLoose = Math.min(loose, rest)
    loose -= fromLoose
    rest -= fromLoose
    for (const line of lines) rest -= takeBack(line, rest, event)
  }
  for (const line of lines) {
    if (line.left > 0)
      result.push({
        customer,
        payment,
        invoice: line.invoice,
        cents: line.left,
        from: line.from,
        until: NEVER,
      })
  }
  return result
}

function addPostings(bill: Bill, history: readonly Happening[], parts: Part[]): void {
  const kinds: Record<string, 1 | 2 | 5> = {
    'invoice.credited': 1,
    'invoice.cancelled': 2,
    'invoice.written_off': 5,
  }
  const mine = history.filter((one) => one.customer === bill.customer && one.invoice === bill.id)
  for (const one of mine) {
    const kind = kinds[one.type]
    const day = Math.max(one.day, bill.issued)
    if (kind) bill.postings.push({ day, kind, cents: one.cents, ofDay: day })
  }
  for (const part of parts.filter((one) => one.customer === bill.customer && one.invoice === bill.id)) {
    bill.postings.push({ day: part.from, kind: 3, cents: part.cents, ofDay: part.from })
    if (part.until < NEVER)
      bill.postings.push({ day: part.until, kind: 4, cents: part.cents, ofDay: part.from })
  }
  bill.postings.sort((a, b) => a.day - b.day || a.kind - b.kind || a.cents - b.cents || a.ofDay - b.ofDay)
  const disputes = mine
    .filter((one) => one.type === 'invoice.disputed' || one.type === 'dispute.resolved')
    .map((one) => ({
      day: Math.max(one.day, bill.issued),
      ended: one.type === 'dispute.resolved',
      cents: one.cents,
    }))
    .concat(chargebacks(bill, history, parts))
    .sort((a, b) => a.day - b.day || Number(a.ended) - Number(b.ended) || a.cents - b.cents)
  bill.disputes = disputes.map(({ day, ended, cents }) => ({ day, cents: ended ? 0 : cents }))
}

/** A chargeback opens a dispute on what it took back, until it is won or lost. */
function chargebacks(bill: Bill, history: readonly Happening[], parts: Part[]) {
  return parts.flatMap((part) => {
    if (part.customer !== bill.customer || part.invoice !== bill.id || part.until === NEVER) return []
    const events = history
      .filter(
        (one) =>
          one.type === 'payment.disputed' && one.customer === bill.customer && one.payment === part.payment,
      )
      .sort(byDay)
    const opened = events.find((one) => one.outcome === '' && Math.max(one.day, part.from) === part.until)
    if (!opened) return []
    const closed = events.find((one) => one.outcome !== '' && one.day >= opened.day)
    return [
      { day: part.until, ended: false, cents: part.cents },
      ...(closed ? [{ day: Math.max(part.until, closed.day), ended: true, cents: part.cents }] : []),
    ]
  })
}

/** One invoice at the end of a day. */
export function standing(bill: Bill, day: number) {
  if (day < bill.issued) return { rest: 0, open: 0, excess: 0, lost: 0, paid: false, in: false }
  let balance = bill.amount
  let written = 0
  let rest = Math.max(0, bill.amount)
  let paid = 0
  for (const posting of bill.postings.filter((one) => one.day <= day)) {
    if (posting.kind === 5) written += posting.cents
    else balance += posting.kind === 4 ? posting.cents : -posting.cents
    const now = Math.max(0, balance)
    if (posting.kind === 3 || posting.kind === 4) paid += rest - now
    rest = now
  }
  const lost = Math.min(written, rest)
  return {
    rest,
    open: rest - lost,
    excess: Math.max(0, -balance),
    lost,
    paid: rest === 0 && paid > 0 && bill.amount > 0,
    gone: rest === 0 && paid <= 0 && bill.amount > 0,
    paidSum: paid,
    in: true,
  }
}

/** Part of an amount that is late by at least so many days: the open rest belongs to the latest instalments. */
export const lateBy = (bill: Bill, open: number, day: number, days: number): number =>
  Math.max(0, open - plus(bill.parts.filter((part) => day - part.due < days).map((part) => part.cents)))

export function disputedAt(bill: Bill, day: number): number {
  return bill.disputes.filter((one) => one.day <= day).at(-1)?.cents ?? 0
}

/** What a customer has on account at the end of a day; below zero: refunds without explanation. */
export function accountAt({ bills, parts, history }: Books, customer: string, day: number): number {
  let balance = 0
  for (const one of history.filter((event) => event.customer === customer && event.day <= day)) {
    if (one.type === 'payment.received') balance += one.cents
    if (one.type === 'payment.rejected' || one.type === 'payment.refunded') balance -= one.cents
    if (one.type === 'payment.disputed')
      balance += one.outcome === 'won' ? one.cents : one.outcome === '' ? -one.cents : 0
    if (one.type === 'balance.opening' && !one.invoice) balance += Math.max(0, -one.cents)
    if (one.type === 'invoice.credited') {
      const bill = bills.find((other) => other.customer === customer && other.id === one.invoice)
      if (!bill || bill.issued > day) balance += one.cents
    }
  }
  for (const part of parts.filter((one) => one.customer === customer)) {
    if (part.from <= day) balance -= part.cents
    if (part.until <= day) balance += part.cents
  }
  return (
    balance +
    plus(bills.filter((bill) => bill.customer === customer).map((bill) => standing(bill, day).excess))
  )
}

/** Opening balance without detail. */
export const undetailedAt = ({ history }: Books, customer: string, day: number): number =>
  plus(
    history
      .filter(
        (one) =>
          one.type === 'balance.opening' && !one.invoice && one.customer === customer && one.day <= day,
      )
      .map((one) => Math.max(0, one.cents)),
  )

/** Balances of all customers at the end of a day. */
export function balances(books: Books, day: number) {
  const total = {
    open: 0,
    openCount: 0,
    late: [0, 0, 0, 0],
    lateCount: [0, 0, 0, 0],
    disputed: 0,
    lateDisputed: 0,
    onAccount: 0,
    unexplained: 0,
    undetailed: 0,
    lost: 0,
    layers: { late: 0, dispute: 0, unallocated: 0 },
  }
  for (const customer of ['a', 'b']) {
    let overdue = 0
    let contested = 0
    for (const bill of books.bills.filter((one) => one.customer === customer)) {
      const { open, lost } = standing(bill, day)
      const limit = disputedAt(bill, day)
      const lates = [1, 31, 61, 91].map((days) => lateBy(bill, open, day, days))
      lates.forEach((late, index) => {
        total.late[index] = (total.late[index] ?? 0) + late
        total.lateCount[index] = (total.lateCount[index] ?? 0) + (late > 0 ? 1 : 0)
      })
      total.open += open
      total.openCount += open > 0 ? 1 : 0
      total.lost += lost
      total.disputed += Math.min(limit, open)
      overdue += lates[0] ?? 0
      contested += Math.min(limit, lates[0] ?? 0)
    }
    const account = accountAt(books, customer, day)
    const undetailed = undetailedAt(books, customer, day)
    const covered = Math.min(overdue, Math.max(0, account))
    const coveredUndisputed = Math.min(covered, overdue - contested)
    total.lateDisputed += contested
    total.onAccount += Math.max(0, account)
    total.unexplained += Math.max(0, -account)
    total.undetailed += undetailed
    total.open += undetailed
    total.layers.unallocated += covered
    total.layers.late += overdue - contested - coveredUndisputed
    total.layers.dispute += contested - (covered - coveredUndisputed)
  }
  return total
}

/** What happened in a period, posting by posting. */
export function flows(books: Books, from: number, to: number) {
  const total = {
    billed: 0,
    brought: 0,
    credited: 0,
    cancelled: 0,
    lost: 0,
    collected: 0,
    paid: 0,
    rejected: 0,
    rejectedBefore: 0,
    paidLate: 0,
    creditedLate: 0,
    becameLate: 0,
    rejectedLate: 0,
    rejectedLateBefore: 0,
    rejectedOnTime: 0,
  }
  const within = (day: number) => day >= from && day <= to
  for (const bill of books.bills) {
    if (within(bill.issued)) total[bill.opening ? 'brought' : 'billed'] += Math.max(0, bill.amount)
    let rest = Math.max(0, bill.amount)
    let balance = bill.amount
    for (const posting of bill.postings) {
      if (posting.kind === 5) continue
      balance += posting.kind === 4 ? posting.cents : -posting.cents
      const now = Math.max(0, balance)
      const cut = rest - now
      const lateCut = lateBy(bill, rest, posting.day, 1) - lateBy(bill, now, posting.day, 1)
      if (within(posting.day)) {
        if (posting.kind === 1) total.credited += cut
        if (posting.kind === 2) total.cancelled += cut
        if (posting.kind === 3) {
          total.paid += cut
          total.paidLate += lateCut
        }
        if (posting.kind <= 2) total.creditedLate += lateCut
        if (posting.kind === 4) {
          const again = lateBy(bill, now, posting.ofDay, 1) - lateBy(bill, rest, posting.ofDay, 1)
          total[posting.ofDay < from ? 'rejectedBefore' : 'rejected'] -= cut
          total[posting.ofDay < from ? 'rejectedLateBefore' : 'rejectedLate'] += again
          total.rejectedOnTime += -lateCut - again
        }
      }
      rest = now
    }
    for (let day = from; day <= to; day += 1) {
      if (day === bill.issued) {
        total.becameLate += lateBy(bill, standing(bill, day).open, day, 1)
      } else if (day > bill.issued) {
        const yesterday = standing(bill, day - 1).open
        total.becameLate += lateBy(bill, yesterday, day, 1) - lateBy(bill, yesterday, day - 1, 1)
      }
    }
    total.lost += standing(bill, to).lost - standing(bill, from - 1).lost
  }
  for (const one of books.history.filter((event) => within(event.day))) {
    if (one.type === 'payment.received') total.collected += one.cents
    if (one.type === 'payment.rejected') total.collected -= one.cents
    if (one.type === 'payment.disputed')
      total.collected += one.outcome === 'won' ? one.cents : one.outcome === '' ? -one.cents : 0
    if (one.type === 'balance.opening' && !one.invoice) total.brought += Math.max(0, one.cents)
  }
  return total
}

/** Invoices paid in full in the period and still so at its end: [days to pay, days late, amount]. */
export function settled(books: Books, from: number, to: number) {
  return books.bills.flatMap((bill) => {
    let since: number | null = null
    for (let day = bill.issued; day <= to; day += 1) {
      const { paid } = standing(bill, day)
      if (!paid) since = null
      else since ??= day
    }
    return since !== null && since >= from
      ? [{ toPay: since - bill.issued, late: since - bill.due, cents: bill.amount, bill, since }]
      : []
  })
}
