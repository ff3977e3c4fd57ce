import type { Channel } from '../../campaigns/campaign.contract'
import type { Tag } from './tag'

const WRITTEN: readonly Channel[] = ['email', 'letter', 'registered_letter']
const SHOWN: readonly Channel[] = [...WRITTEN, 'phone']

const block = (name: string, fr: string, en: string, channels: readonly Channel[] = SHOWN): Tag => ({
  name,
  kind: 'block',
  meaning: { fr, en },
  example: { fr: '', en: '' },
  channels,
  // A block that has nothing to say is left out, heading and all.
  given: 'always',
})

/** Tags that become a table, a list or a button. */
export const BLOCKS: readonly Tag[] = [
  block(
    'statement',
    'Tout le compte : tableaux, déductions, total',
    'The whole account: tables, deductions, total',
  ),
  block('invoices', 'Factures réclamées par cette étape', 'Invoices claimed by this step'),
  block('also_due', 'Factures réclamées à un niveau inférieur', 'Invoices claimed at a lower level'),
  block(
    'other_invoices',
    'Autres factures échues, pour information',
    'Other overdue invoices, for information',
  ),
  block('other_currencies', 'Factures échues dans une autre devise', 'Overdue invoices in another currency'),
  block('apart', 'Factures échues non visées', 'Overdue invoices not meant'),
  block('deducted', 'Avoirs et acomptes déduits', 'Credits and payments deducted'),
  block('bank_details', 'Coordonnées bancaires', 'Bank details', WRITTEN),
  block('pay_button', 'Bouton vers la page du client', "Button to the customer's page", ['email']),
]
