import type { SegmentFieldsAnswer } from '@relance/backend/contract'
import { readSegmentFields } from '../../api/segments'
import { t, tOr } from '../../i18n/locale.svelte'

export type RuleField = SegmentFieldsAnswer['customer'][number]

/** The catalogue of what a rule may name, asked for once. */
class Catalogue {
  answer = $state.raw<SegmentFieldsAnswer>({ customer: [], invoice: [] })
  #asked = false

  load() {
    if (this.#asked) return
    this.#asked = true
    readSegmentFields().then(
      (answer) => (this.answer = answer),
      () => (this.#asked = false),
    )
  }
}

export const catalogue = new Catalogue()
export const fieldName = (name: string) => tOr(`ruleField.${name}`, name)
export const valueName = (value: string) => tOr(`ruleValue.${value}`, tOr(`payerProfile.${value}`, value))
export const operatorName = (op: string, type: string) => tOr(`ruleOp.${type}_${op}`, t(`ruleOp.${op}`))
