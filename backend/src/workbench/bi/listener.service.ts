import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Injectable } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import type { Person } from '../../auth/person'
import { AppError } from '../../http/app-error'
import { given } from '../../http/given'
import { toProblem } from '../../http/to-problem'
import { draining } from '../../http/traffic'
import { GateService } from '../runs/gate.service'
import { RunLog } from '../runs/run-log'
import type { PastRun } from '../runs/runs.contract'
import { readRequest } from './clickhouse-request'
import type { ClickHouseRequest } from './clickhouse-request'
import { BiLoginsService } from './logins.service'

/** ClickHouse's numbers for what clients tell apart. */
const NUMBERS: Record<string, number> = {
  'auth/not-allowed': 497,
  'sql/login': 516,
  'sql/syntax': 62,
  'sql/empty': 62,
  'sql/one-statement': 62,
  'sql/unreadable': 62,
  'sql/memory': 241,
  'sql/timeout': 159,
  'sql/cancelled': 394,
  'sql/places-taken': 202,
  'sql/figures-not-yet': 159,
  'sql/refused-setting': 452,
}
const REFUSED = 497
const PASSED_ON = /^(content-type|content-encoding|x-clickhouse-.*)$/

/**
 * ClickHouse's HTTP protocol for people's other programs, on a port of its own. It knows the person behind a login,
 * and everything goes through the same gate as statements of the screen: the engine's own port stays closed to them.
 */
@Injectable()
export class BiListener implements OnApplicationShutdown {
  private server: http.Server | undefined
  private readonly running = new Set<Promise<void>>()
  private ending = false

  constructor(
    private readonly gate: GateService,
    private readonly logins: BiLoginsService,
    private readonly log: RunLog,
  ) {}

  /** The port that it listens on; undefined while it does not. */
  get port(): number | undefined {
    return (this.server?.address() as AddressInfo | null | undefined)?.port
  }

  /** @throws the error of the port */
  listen(port: number, host: string): Promise<void> {
    const server = http.createServer((request, response) => {
      const answer = this.answer(request, response)
      this.running.add(answer)
      void answer.finally(() => this.running.delete(answer))
    })
    this.server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve())
    })
  }

  /** Takes no further statement. @returns when those that run are answered */
  async rest(): Promise<void> {
    this.ending = true
    await Promise.allSettled(this.running)
  }

  onApplicationShutdown(): void {
    this.server?.closeAllConnections()
    this.server?.close()
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (this.ending) throw draining()
      const address = new URL(request.url ?? '/', 'http://localhost')
      const isQuestion = request.method === 'POST' || address.searchParams.has('query')
      if (!isQuestion && /^\/(ping|replicas_status)?$/.test(address.pathname)) {
        response.setHeader('content-type', 'text/html; charset=UTF-8').end('Ok.\n')
        return
      }
      const asked = await readRequest(request, address)
      const person = await this.logins.find(asked.username, asked.password)
      if (!person)
        throw new AppError('sql/login', 403, 'Authentication failed: the login is wrong or was revoked.')
      await this.run(person, asked, request, response)
    } catch (thrown) {
      refuse(response, thrown)
    }
  }

  private async run(
    person: Person,
    asked: ClickHouseRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const id = randomUUID()
    const queryId = `bi-${id}`
    const { sql, params, settings, format } = asked
    const acceptEncoding = request.headers['accept-encoding']
    const startedAt = new Date()
    const outcome = { state: 'cancelled' as PastRun['state'], code: null as string | null }
    try {
      const more = given({ format, acceptEncoding: acceptEncoding?.toString() })
      const answer = await this.gate.askWell(person, { queryId, sql, params, settings, ...more })
      try {
        for (const [name, value] of Object.entries(answer.headers))
          if (PASSED_ON.test(name) && value !== undefined) response.setHeader(name, value)
        response.setHeader('x-clickhouse-query-id', queryId)
        for await (const part of answer.body) {
          if (response.destroyed) break
          if (!response.write(part)) await drained(response)
        }
        if (!response.destroyed) {
          response.end()
          outcome.state = 'done'
        }
      } finally {
        answer.leave()
        if (outcome.state !== 'done') this.gate.kill(queryId)
      }
    } catch (thrown) {
      Object.assign(outcome, { state: 'failed', code: toProblem(thrown).problem.code })
      throw thrown
    } finally {
      const rows = Number(summary(response)['result_rows'] ?? 0)
      await this.log.note(person, { id, sql, params, via: 'bi', rows, startedAt, ...outcome })
    }
  }
}

function summary(response: ServerResponse): Record<string, unknown> {
  try {
    return JSON.parse(String(response.getHeader('x-clickhouse-summary') ?? '{}')) as Record<string, unknown>
  } catch {
    return {}
  }
}

const drained = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    response.once('drain', resolve)
    response.once('close', resolve)
  })

/** Told as ClickHouse tells it, so that clients show the message; a result that has begun is broken off. */
function refuse(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { problem, retryAfter } = toProblem(thrown)
  const number = NUMBERS[problem.code] ?? REFUSED
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter).setHeader('connection', 'close')
  response.writeHead(problem.status === 499 ? 500 : problem.status, {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-exception-code': String(number),
  })
  response.end(`Code: ${number}. DB::Exception: ${problem.detail} (${problem.code})\n`)
}
