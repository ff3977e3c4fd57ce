import type { Facts } from '../facts/facts'
import { flow, historyProblem } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, ratio, toCount } from '../money'

const reasons = [
  'cash_shortage',
  'invoice_not_received',
  'wrong_reference',
  'waiting_for_approval',
  'dissatisfied',
  'dispute',
  'forgot',
] as const

/** Why customers pay late, as they said on the telephone. */
export const lateReasons: Kpi = {
  family: 'customers',
  apart: true,
  withoutCurrency: true,
  needs: ['voice'],
  definitions: [
    {
      id: 'late_reasons',
      version: 1,
      unit: 'count',
      direction: 'neutral',
      name: { fr: 'Causes des retards', en: 'Reasons of late payment' },
      formula: {
        fr: 'Nombre de contacts de la période par cause de retard relevée ; un contact sans cause ne compte pas',
        en: 'Number of contacts in the period by the reason logged; a contact without reason does not count',
      },
    },
  ],
  compute(facts) {
    const found = reasons
      .map((reason) => ({ reason, count: toCount(flow(facts, `late_reason ${reason}`)) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
    if (found.length === 0) return noValue('nothing_logged', 'late_reasons')
    return found.map(({ reason, count }) => ({ kpi: 'late_reasons', value: count, by: { reason } }))
  },
}

/** How often an invoice has to be taken back. */
export const creditNoteRate: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id: 'credit_note_rate',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Taux d’avoirs', en: 'Credit note rate' },
      formula: {
        fr: '(avoirs + annulations de la période sur factures) / facturé de la période',
        en: '(credit notes + cancellations of the period on invoices) / billed in the period',
      },
    },
    {
      id: 'taken_back',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Avoirs et annulations', en: 'Credit notes and cancellations' },
      formula: {
        fr: 'Avoirs et annulations de la période sur factures, TTC',
        en: 'Credit notes and cancellations of the period on invoices, tax included',
      },
    },
  ],
  compute(facts) {
    const problem = historyProblem(facts, facts.period.from)
    const billed = flow(facts, 'billed')
    if (problem) return noValue(problem, 'credit_note_rate', 'taken_back')
    return [
      ...(billed > 0n
        ? [{ kpi: 'credit_note_rate', value: ratio(takenBack(facts), billed) }]
        : noValue('nothing_billed', 'credit_note_rate')),
      { kpi: 'taken_back', value: moneyText(takenBack(facts)) },
    ]
  },
}

const takenBack = (facts: Facts) => flow(facts, 'credited') + flow(facts, 'cancelled')

/** Electronic invoices that the customer or his platform sent back. */
export const einvoiceRejectRate: Kpi = {
  family: 'customers',
  apart: true,
  withoutCurrency: true,
  needs: ['voice'],
  definitions: [
    {
      id: 'einvoice_reject_rate',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Taux de rejet des factures électroniques', en: 'E-invoice reject rate' },
      formula: {
        fr: 'Factures refusées (210) ou rejetées (213) dans la période / factures ayant reçu un statut dans la période',
        en: 'Invoices refused (210) or rejected (213) in the period / invoices with any status in the period',
      },
    },
  ],
  compute(facts) {
    const sent = toCount(flow(facts, 'einvoices'))
    return sent > 0
      ? [{ kpi: 'einvoice_reject_rate', value: toCount(flow(facts, 'einvoices_refused')) / sent }]
      : noValue('nothing_logged', 'einvoice_reject_rate')
  },
}
