import { ApiError } from '../api/problem'
import { t, tOr } from './locale.svelte'

/** What went wrong in the reader's words; a code without a text shows the server's own sentence. */
export function problemText(cause: unknown): string {
  if (!(cause instanceof ApiError)) return t('problem.unexpected')
  return codeText(cause.code, cause.message, cause.details)
}

/** @param details facts that the words of some codes name */
export function codeText(code: string, detail: string, details: Record<string, unknown> = {}): string {
  const said = Object.entries(details).filter(([, value]) => ['string', 'number'].includes(typeof value))
  const values = Object.fromEntries(said) as Record<string, string | number>
  return tOr(`problem.${code.replaceAll(/[/-]/g, '_')}`, detail || t('problem.unexpected'), values)
}
