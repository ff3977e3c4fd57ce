import { chargesOf, SPEAKS_OF_CHARGES } from '../../dispatch/compose/charges'
import type { CustomerRecord, Day } from '../../dispatch/planner/customer-record'
import type { PlannedContact } from '../../dispatch/planner/verdict'
import { MissingRateError, regimeOf } from '../../legal'
import type { DebtorKind, MissingRate, ReferenceRate } from '../../legal'
import { chooseTemplate, languageOf, tagsOf, templateChannel } from '../../messages'
import type { Template } from '../../messages'

const speaking = new WeakMap<Template, boolean>()

/** Whether a text shows interest, its rate or the indemnity; read once for each text. */
function speaksOfCharges(text: Template): boolean {
  let known = speaking.get(text)
  if (known === undefined) {
    const tags = tagsOf(text)
    speaking.set(text, (known = SPEAKS_OF_CHARGES.some((tag) => tags.has(tag))))
  }
  return known
}

/**
 * Answers which rate a message lacks. What the composer will compute is computed, for those messages alone that speak
 * of interest, so that a message is held here and not given up there.
 */
export function missingRates(rates: readonly ReferenceRate[]) {
  return (
    record: CustomerRecord,
    contact: PlannedContact,
    texts: readonly Template[],
    { day, zone }: { readonly day: Day; readonly zone: string },
  ): MissingRate | null => {
    const channel = templateChannel(contact.channel)
    if (channel === null) return null
    const { template: family, tone } = contact
    const text = chooseTemplate({ family, channel, language: languageOf(contact.language), tone }, texts)
    if (!text || !speaksOfCharges(text)) return null
    const regime = regimeOf(record.kind as DebtorKind | '')
    try {
      chargesOf({ contact, record, regime, rates, day, zone, needed: true })
      return null
    } catch (error) {
      if (error instanceof MissingRateError) return error.missing
      throw error
    }
  }
}
