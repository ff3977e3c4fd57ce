export { generateDemo } from './generate'
export type { DemoOptions } from './generate'
export { writeDemoFiles } from './write-files'
export type { DemoFiles } from './write-files'
