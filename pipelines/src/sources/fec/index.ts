import type { Source } from '../source'
import { findLayout } from './layout'
import { planOfLedger } from './plan'

/** Fichier des écritures comptables: the ledger that every French company can export. */
export const fec: Source = {
  name: 'fec',
  recognise(sample, options) {
    if (sample.binary) return null
    const layout = findLayout(sample.text)
    return layout === null ? null : { sure: 1, plan: () => planOfLedger(sample, layout, options) }
  },
}
