import type { ActAnswer, ActKind, Acts, PageAnswer, WaysAnswer } from '@relance/backend/contract'
import { request, writeHeader } from './client'
import { toApiError } from './problem'

const proofHeader = 'x-page-proof'
const proved = (proof: string) => (proof === '' ? {} : { [proofHeader]: proof })
const address = (token: string, part = '') => `/page/${encodeURIComponent(token)}${part}`
const paths: Record<ActKind, string> = {
  promise: '/promise',
  plan: '/plan',
  contest: '/contest',
  paid: '/paid',
  complaint: '/complaint',
  opt_out: '/opt-out',
  satisfaction: '/satisfaction',
  copies: '/copies',
}
/** What a form sends; what has a default there may be left out here. */
export type ActBody<K extends ActKind> = Partial<Omit<Acts[K], 'nonce'>>

export const readPage = (token: string, proof: string) =>
  request<PageAnswer>('GET', address(token), { headers: proved(proof) })

export function readWays(token: string, proof: string, currency: string, invoices?: string[]) {
  const search = new URLSearchParams({ currency, ...(invoices ? { invoices: invoices.join(',') } : {}) })
  return request<WaysAnswer>('GET', `${address(token, '/ways')}?${search}`, { headers: proved(proof) })
}

export const verify = (token: string, known: string) =>
  request<{ proof: string }>('POST', address(token, '/verify'), { body: { known } })

export const askForLink = (token: string) => request<{ done: true }>('POST', address(token, '/renew'))

export function act<K extends ActKind>(
  token: string,
  proof: string,
  kind: K,
  body: ActBody<K>,
  nonce: string,
) {
  const headers = { ...proved(proof), 'idempotency-key': nonce }
  return request<ActAnswer>('POST', address(token, paths[kind]), { body: { ...body, nonce }, headers })
}

/** The statement of account as a PDF. */
export async function readStatement(token: string, proof: string, language: string): Promise<Blob> {
  const headers = { ...proved(proof), [writeHeader]: '1' }
  const response = await fetch(`/api${address(token, '/statement')}?language=${language}`, { headers })
  if (!response.ok) throw toApiError(response.status, await response.text())
  return response.blob()
}
