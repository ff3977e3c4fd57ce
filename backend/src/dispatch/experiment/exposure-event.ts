import type { EventRow } from '@relance/pipelines'
import { holdoutCell } from '@relance/experiments'
import { toDecimal } from '../events/reminder-event'
import type { Exposure } from './exposure'

/**
 * The event `experiment.exposed`, all that an analysis reads of an entry. Columns: entity_id, customer_id, campaign_id,
 * variant_id (the cell, `holdout` for the holdout), segment_id (frozen), occurred_at (the trigger),
 * amount and currency (sum of `open`). Attributes: experiment_id, cluster, factors (levels of the cell), stratum,
 * probability, weight_epoch, entry_day, holdout ('1' in it), holdout_possible ('1' where it was among the cells),
 * invoices [{invoice_id, open}]. Its id is made of experiment, creditor and customer, so that telling it again changes
 * nothing. The first send is no part of it: it is the first `reminder.sent` of that creditor, customer and
 * variant_id whose attribute experiment_id is the same; customers without one were never written to.
 */
export function exposureEvent(entry: Exposure): EventRow {
  const open = entry.invoices.reduce((sum, invoice) => sum + invoice.open, 0n)
  return {
    event_id: `exposed:${JSON.stringify([entry.experimentId, entry.entityId, entry.customerId])}`,
    event_type: 'experiment.exposed',
    occurred_at: new Date(entry.triggerAt).toISOString(),
    entity_id: entry.entityId,
    customer_id: entry.customerId,
    campaign_id: entry.campaignId,
    variant_id: entry.cell,
    segment_id: entry.segmentId,
    amount: toDecimal(open),
    currency: entry.currency,
    attributes: {
      experiment_id: entry.experimentId,
      cluster: entry.cluster,
      factors: entry.levels,
      stratum: entry.stratum,
      probability: entry.probability,
      weight_epoch: entry.epoch,
      entry_day: entry.day,
      holdout: entry.cell === holdoutCell ? '1' : '0',
      holdout_possible: entry.holdoutPossible ? '1' : '0',
      invoices: entry.invoices.map((invoice) => ({
        invoice_id: invoice.invoiceId,
        open: toDecimal(invoice.open),
      })),
    },
  }
}
