import type { Source } from '../source'
import { camt } from './camt'
import { cfonb } from './cfonb'

/** Bank statements: each format is a source of its own, all give `bank.entry` events. */
export const bankSources: readonly Source[] = [camt, cfonb]
