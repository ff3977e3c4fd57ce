export { EXPERIMENT_ENTITY, experimentEvents } from './events'
export { HORIZON, demoExperiments } from './scenarios'
export type { DemoExperiment } from './scenarios'
