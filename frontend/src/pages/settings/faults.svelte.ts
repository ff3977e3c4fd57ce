import { ApiError } from '../../api/problem'
import { tOr } from '../../i18n/locale.svelte'
import { problemText } from '../../i18n/problem'

interface WrongField {
  readonly path: string
  readonly message: string
}

/**
 * What the server found wrong with a form, field by field. The words are those of `settingRule.<last part of the path>`
 * in the texts, which say what the field must hold; a field without words shows the server's own sentence.
 */
export class Faults {
  #fields = $state.raw<readonly WrongField[]>([])
  /** What concerns no field; empty: nothing. */
  general = $state('')

  /** The fault of a field, or of the first one within it. */
  of(field: string): string | undefined {
    return this.#fields.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message
  }

  take(cause: unknown) {
    const fields =
      cause instanceof ApiError ? (cause.details['fields'] as WrongField[] | undefined) : undefined
    this.#fields = (fields ?? []).map(({ path, message }) => ({ path, message: rule(path, message) }))
    this.general = fields ? '' : problemText(cause)
  }

  clear() {
    this.#fields = []
    this.general = ''
  }
}

function rule(path: string, message: string): string {
  const name = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? ''
  return tOr(`settingRule.${name}`, message)
}
