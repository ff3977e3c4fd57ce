import type { InvoiceRow } from '@relance/backend/contract'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'

/** How late an invoice is or was paid, in words where there is no number of days. */
export function lateText(invoice: InvoiceRow): string {
  if (invoice.days_late > 0) return format.days(invoice.days_late, 0)
  return invoice.settled_on === null ? t('invoice.notDue') : t('invoice.onTime')
}
