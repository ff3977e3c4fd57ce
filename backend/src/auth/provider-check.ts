import { z } from 'zod'
import type { SignOnCheck } from './provider.contract'

/** More than any provider takes that people would wait for. */
const PATIENCE_MS = 10_000
const metadata = z.looseObject({ issuer: z.string() })
const needed = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const
const keys = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })

/** Asks a provider what a sign-in would ask it, up to where a person is needed. */
export async function checkProvider(issuer: URL): Promise<SignOnCheck> {
  const description = new URL(issuer)
  description.pathname = `${issuer.pathname}/.well-known/openid-configuration`.replace('//', '/')
  const answer = await read(description)
  if ('problem' in answer) return answer
  const told = metadata.safeParse(answer.json)
  if (!told.success) return { problem: 'not_metadata', fact: description.href }
  // Compared as the sign-in does: with or without a slash at the end.
  if (hrefOf(told.data.issuer) !== issuer.href) return { problem: 'wrong_issuer', fact: told.data.issuer }
  const missing = needed.filter((name) => hrefOf(told.data[name]) === null)
  if (missing.length > 0) return { problem: 'incomplete', fact: missing.join(', ') }
  const keysAt = new URL(String(told.data['jwks_uri']))
  const found = await read(keysAt)
  const hasKeys = !('problem' in found) && keys.safeParse(found.json).success
  return hasKeys ? { problem: null, fact: issuer.href } : { problem: 'no_keys', fact: keysAt.href }
}

async function read(address: URL): Promise<SignOnCheck | { json: unknown }> {
  let answer: Response
  try {
    answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch (cause) {
    return { problem: 'unreachable', fact: reasonOf(cause) }
  }
  if (!answer.ok) {
    await answer.body?.cancel()
    return { problem: 'not_found', fact: `${answer.status} ${address.href}` }
  }
  try {
    return { json: await answer.json() }
  } catch {
    return { problem: 'not_metadata', fact: address.href }
  }
}

/** ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED …: what the network said, without more. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause
  if (!(inner instanceof Error)) return ''
  const { code } = inner as NodeJS.ErrnoException
  return typeof code === 'string' ? code : inner.name
}

function hrefOf(text: unknown): string | null {
  return typeof text === 'string' && URL.canParse(text) ? new URL(text).href : null
}
