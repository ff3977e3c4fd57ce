export * from './decide-experiment'
export * from './decide-variant'
export * from './euro-figures'
export * from './fieller-ratio'
