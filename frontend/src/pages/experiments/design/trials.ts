import type { Factor } from './cells'

/** A published trial that a test can start from: what it changed, and where it is told. Its words are translated. */
export interface Trial {
  id: string
  factor: Factor
  /** what is tried instead of today's way */
  levels: string[]
  source: string
}

/** What was found there was found there: other debtors, other countries. That is why it is tested again. */
export const TRIALS: readonly Trial[] = [
  {
    id: 'social_norm',
    factor: 'tone',
    levels: ['social_norm'],
    source:
      'Hallsworth, List, Metcalfe & Vlaev (2017), The behavioralist as tax collector, Journal of Public Economics 148, 14–31',
  },
  {
    id: 'consequences',
    factor: 'tone',
    levels: ['consequences'],
    source:
      'Fellner, Sausgruber & Traxler (2013), Testing enforcement strategies in the field, Journal of the European Economic Association 11(3), 634–660',
  },
  {
    id: 'earlier',
    factor: 'timing',
    levels: ['day1'],
    source: 'Cadena & Schoar (2011), Remembering to pay?, NBER Working Paper 17020',
  },
  {
    id: 'sms',
    factor: 'channel',
    levels: ['sms'],
    source:
      'Haynes, Green, Gallagher, John & Torgerson (2013), Collection of delinquent fines, Journal of Policy Analysis and Management 32(4), doi 10.1002/pam.21717',
  },
  {
    id: 'call_first',
    factor: 'tone',
    levels: ['empathic'],
    source:
      'Dewies, Schop-Etman, Merkelbach, Rohde & Denktaş (2022), Call first, pay later, Behavioural Public Policy',
  },
  {
    id: 'simple',
    factor: 'tone',
    levels: ['neutral'],
    source: 'Saulitis, field experiment with a Latvian debt collector, fieldexperiments.com/paper/2556',
  },
]
