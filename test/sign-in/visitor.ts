const MOST_STEPS = 20

/** Test aid: a browser without pages: follows redirects and keeps the cookies of each address. */
export class Visitor {
  readonly cookies = new Map<string, Map<string, string>>()
  /** each cookie as it was set last, with its attributes */
  readonly set = new Map<string, string>()

  /** One request, without going on. */
  async ask(address: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(address)
    const jar = this.cookies.get(host) ?? new Map<string, string>()
    this.cookies.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'x-relance-request': '1', ...(cookie === '' ? {} : { cookie }) }
    const response = await fetch(address, { ...init, headers, redirect: 'manual' })
    for (const text of response.headers.getSetCookie()) {
      const [pair = ''] = text.split(';')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      this.set.set(name, text)
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  /** Goes on until somewhere stays or `until` comes up. @returns the last address */
  async follow(address: string, until: (next: string) => boolean = () => false): Promise<string> {
    let at = address
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (until(at)) return at
      const response = await this.ask(at)
      const next = response.headers.get('location')
      await response.text()
      if (next === null) return at
      at = new URL(next, at).href
    }
    throw new Error(`still sent on after ${MOST_STEPS} steps, at ${at}`)
  }
}
