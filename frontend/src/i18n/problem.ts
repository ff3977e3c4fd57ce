import { ApiError } from '../api/problem'
import { t, tOr } from './locale.svelte'

/** What went wrong in the reader's words; a code without a text shows the server's own sentence. */
export function problemText(cause: unknown): string {
  if (!(cause instanceof ApiError)) return t('problem.unexpected')
  return codeText(cause.code, cause.message)
}

export function codeText(code: string, detail: string): string {
  return tOr(`problem.${code.replaceAll(/[/-]/g, '_')}`, detail || t('problem.unexpected'))
}
