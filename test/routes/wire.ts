import http from 'node:http'

/** One request as it goes over the wire. */
export interface Sent {
  method: string
  path: string
  headers: Record<string, string>
  body: string | undefined
}

/** What came back. */
export interface Answer {
  /** 0: nobody answered, and `text` says why */
  status: number
  retryAfter: string | undefined
  text: string
}

const PATIENCE_MS = 30_000

/** Over a connection of its own: an address or a header of ours must reach the server as it is. */
export function ask(address: string, { method, path, headers, body }: Sent): Promise<Answer> {
  return new Promise((resolve) => {
    const nobody = (why: string) => resolve({ status: 0, retryAfter: undefined, text: why })
    const { hostname, port } = new URL(address)
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const options = {
      hostname,
      port,
      method,
      path,
      headers: { ...length, ...headers },
      timeout: PATIENCE_MS,
      agent: false,
    }
    const request = http.request(options, (response) => {
      const { statusCode = 0 } = response
      const retryAfter = response.headers['retry-after']
      let text = ''
      const end = () => resolve({ status: statusCode, retryAfter, text })
      response.setEncoding('utf8')
      // A stream of progress has no end of its own; neither is a whole table needed.
      response.on('data', (chunk: string) => {
        text += chunk
        const isStream = response.headers['content-type']?.startsWith('text/event-stream')
        if (isStream || text.length > 200_000) response.destroy()
      })
      response.on('close', end)
    })
    request.on('timeout', () => request.destroy(new Error(`no answer in ${PATIENCE_MS / 1000} s`)))
    request.on('error', (error) => nobody(error.message))
    request.end(body)
  })
}
