export { growthAlternatives, guardrailBlock, nullPoint } from './growth-alternatives'
export type { BetFactors } from './growth-alternatives'
export { twoProportionEProcess } from './two-proportion-e-process'
export type {
  ArmCount,
  GuardrailObservation,
  GuardrailOptions,
  GuardrailResult,
} from './two-proportion-e-process'
export { severeComplaintRule } from './severe-complaints'
export type { SevereComplaint, SevereComplaintFinding } from './severe-complaints'
export { guardrailChance } from './guardrail-chance'
export type { GuardrailChance, GuardrailChanceQuestion } from './guardrail-chance'
