import { PermanentFailure, TemporaryFailure } from './channel'

const SILENCE_MS = 30_000

export interface HttpRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Posts once and sorts what comes back: what never reached the other side and what it refused for now is tried again,
 * what it will never take is not. After the request was written its outcome is unknown until there is an answer.
 * @throws TemporaryFailure | PermanentFailure
 */
export async function post(request: HttpRequest): Promise<string> {
  let response: Response
  try {
    response = await fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'error',
      signal: AbortSignal.timeout(SILENCE_MS),
    })
  } catch (error) {
    const { code = '' } = ((error as Error).cause ?? {}) as { code?: string }
    const refused = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)
    const message = code === '' ? (error as Error).message : code
    if (refused) throw new TemporaryFailure('http_unreachable', message, 'channel')
    throw new TemporaryFailure('http_no_answer', message, 'message', true)
  }
  const text = (await response.text().catch(() => '')).slice(0, 20_000)
  if (response.ok) return text
  throw refusal(response.status, text.slice(0, 500))
}

function refusal(status: number, text: string): TemporaryFailure | PermanentFailure {
  const code = `http_${status}`
  const message = `${status} ${text}`.trim()
  // Keys that are wrong and credit that is used up concern every message.
  if ([401, 402, 403].includes(status)) return new TemporaryFailure(code, message, 'channel')
  if (status === 429 || status === 503) return new TemporaryFailure(code, message, 'channel')
  if (status === 408 || status === 425) return new TemporaryFailure(code, message)
  if (status >= 500) return new TemporaryFailure(code, message, 'message', true)
  return new PermanentFailure(code, message)
}
