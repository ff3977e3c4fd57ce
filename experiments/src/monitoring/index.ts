export * from './usual-range'
