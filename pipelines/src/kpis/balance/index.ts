import type { Facts } from '../facts/facts'
import { level } from '../facts/facts'
import type { Kpi } from '../kpi'
import { moneyText, toCount } from '../money'

/** Open, on account and net balances on the last day. */
export const balance: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id: 'open',
      version: 1,
      unit: 'money',
      direction: 'neutral',
      name: { fr: 'Encours clients', en: 'Open balance' },
      formula: {
        fr: 'Somme des montants ouverts à la date : montant − avoirs − annulations − pertes − règlements + rejets, jamais sous 0',
        en: 'Sum of open amounts on the day: amount − credits − cancellations − write-offs − payments + rejections, never below 0',
      },
    },
    {
      id: 'open_count',
      version: 1,
      unit: 'count',
      direction: 'neutral',
      name: { fr: 'Factures ouvertes', en: 'Open invoices' },
      formula: {
        fr: 'Nombre de factures dont le montant ouvert dépasse 0 à la date',
        en: 'Number of invoices with an open amount above 0 on the day',
      },
    },
    {
      id: 'disputed',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Encours en litige', en: 'Disputed open balance' },
      formula: {
        fr: 'Part contestée des montants ouverts à la date',
        en: 'Contested part of the open amounts on the day',
      },
    },
  ],
  compute: (facts) => [
    { kpi: 'open', value: moneyText(level(facts, 'open')) },
    { kpi: 'open_count', value: toCount(level(facts, 'open_count')) },
    { kpi: 'disputed', value: moneyText(level(facts, 'disputed')) },
  ],
}

/** What customers have on account, and the open balance net of it. */
export const account: Kpi = {
  family: 'accounts',
  definitions: [
    {
      id: 'on_account',
      version: 1,
      unit: 'money',
      direction: 'neutral',
      name: { fr: 'Règlements et avoirs non lettrés', en: 'Unallocated payments and credits' },
      formula: {
        fr: 'Somme par client de ce qui n’est pas affecté à une facture à la date',
        en: 'Sum by customer of what is not allocated to an invoice on the day',
      },
    },
    {
      id: 'open_net',
      version: 1,
      unit: 'money',
      direction: 'neutral',
      name: { fr: 'Encours net', en: 'Net open balance' },
      formula: {
        fr: 'Encours − non lettré + remboursements en attente d’avoir',
        en: 'Open − on account + refunds that wait for their credit note',
      },
    },
    {
      id: 'refund_unexplained',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Remboursements en attente d’avoir', en: 'Refunds without credit note' },
      formula: {
        fr: 'Remboursements au-delà de ce que le client avait en compte',
        en: 'Refunds beyond what the customer had on account',
      },
    },
  ],
  compute: (facts) => [
    { kpi: 'on_account', value: moneyText(level(facts, 'on_account')) },
    { kpi: 'open_net', value: moneyText(openNet(facts)) },
    { kpi: 'refund_unexplained', value: moneyText(level(facts, 'refund_unexplained')) },
  ],
}

const openNet = (facts: Facts) =>
  level(facts, 'open') - level(facts, 'on_account') + level(facts, 'refund_unexplained')
