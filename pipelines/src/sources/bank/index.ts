import type { Source } from '../source'
import { camt } from './camt'
import { cfonb } from './cfonb'
import { mt940 } from './mt940'
import { ofx } from './ofx'

/** Bank statements: each format is a source of its own, all give `bank.entry` events. */
export const bankSources: readonly Source[] = [camt, cfonb, mt940, ofx]
