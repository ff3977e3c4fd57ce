export { type StudyResults, analyseStudy } from './analyse-study'
export { type StudyRow } from './study-rows'
export * from './study'
