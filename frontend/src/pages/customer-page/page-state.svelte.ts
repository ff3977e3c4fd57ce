import type { ActAnswer, ActKind, PageAnswer } from '@relance/backend/contract'
import { act, askForLink, readPage, readStatement, verify, type ActBody } from '../../api/customer-page'
import { ApiError } from '../../api/problem'
import { problemText } from '../../i18n/problem'
import { locale } from '../../i18n/locale.svelte'

/** One customer's page: what he owes, and what he does there. */
export class PageState {
  readonly token: string
  state = $state<'loading' | 'unknown' | 'expired' | 'failed' | 'ready'>('loading')
  answer = $state.raw<PageAnswer>()
  proof = $state('')
  failure = $state('')
  asked = $state(false)

  constructor(token: string) {
    this.token = token
    void this.load()
  }

  async load() {
    try {
      this.answer = await readPage(this.token, this.proof)
      this.state = 'ready'
    } catch (cause) {
      const status = cause instanceof ApiError ? cause.status : 0
      this.failure = problemText(cause)
      this.state = status === 404 ? 'unknown' : status === 410 ? 'expired' : 'failed'
    }
  }

  async prove(known: string) {
    this.proof = (await verify(this.token, known)).proof
    await this.load()
  }

  async renew() {
    await askForLink(this.token)
    this.asked = true
  }

  /** Sends a form; its nonce makes that a second click counts nothing. */
  async act<K extends ActKind>(kind: K, body: ActBody<K>, nonce: string): Promise<ActAnswer> {
    const answer = await act(this.token, this.proof, kind, body, nonce)
    await this.load()
    return answer
  }

  async download() {
    const url = URL.createObjectURL(await readStatement(this.token, this.proof, locale.language))
    const anchor = document.createElement('a')
    anchor.href = url
    anchor.download = 'statement.pdf'
    anchor.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }
}

/** A mark for one form. `randomUUID` is missing where the address is not https. */
export const newNonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
