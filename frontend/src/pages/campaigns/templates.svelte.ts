import type { TemplatesAnswer } from '@relance/backend/contract'
import { readTemplates } from '../../api/templates'
import { tOr } from '../../i18n/locale.svelte'

/** The families of texts that a step can be given: those of the last answer, until the next one is there. */
class Families {
  rows = $state.raw<TemplatesAnswer['rows']>([])
  #asking = false

  /** Asks each time a form opens: a text copied a moment ago is wanted first of all. */
  load() {
    if (this.#asking) return
    this.#asking = true
    readTemplates()
      .then(({ rows }) => (this.rows = rows))
      // The form goes on with the texts it knows.
      .catch(() => undefined)
      .finally(() => (this.#asking = false))
  }

  /** What is on offer for a field that holds `value`, which is offered whether or not it is known. */
  options(value: string) {
    const known = this.rows.map((row) => ({ value: row.family, text: familyName(row) }))
    return known.some((one) => one.value === value) ? known : [{ value, text: value }, ...known]
  }
}

export const families = new Families()

/** The name of a family of texts, as far as it is known. */
export const textName = (family: string) =>
  familyName(families.rows.find((row) => row.family === family) ?? { family, name: family, occasion: '' })

/** The library's families are named by what they are for, the company's own by their people. */
export const familyName = (row: { family: string; name: string; occasion: string }) =>
  row.name !== '' ? row.name : tOr(`dunning.occasion.${row.occasion}`, row.family)
