import type { Source } from '../source'
import { camt } from './camt'

/** Bank statements: each format is a source of its own, all give `bank.entry` events. */
export const bankSources: readonly Source[] = [camt]
