import { Injectable } from '@nestjs/common'
import type { FastifyInstance } from 'fastify'
import { AppError } from './app-error'
import { toProblem } from './to-problem'

/** By then another backend answers, or this one again. */
const RETRY_AFTER_S = 5
/** A streamed answer alone is listened to eleven times, by the frameworks and by us; from there on Node warns of a leak. */
const MOST_LISTENERS = 20
/** What whoever runs the server asks until its last moment. */
const ALWAYS = /^\/(health|metrics)(\/|\?|$)/

/** Requests that are being answered, and whether new ones are taken. */
@Injectable()
export class Traffic {
  #ending = false
  #open = 0
  #atRest: () => void = () => undefined

  get isEnding(): boolean {
    return this.#ending
  }

  /** How many requests are being answered. */
  get open(): number {
    return this.#open
  }

  /**
   * Takes no new request from now on; connections at rest stay open until their next question, because closing one
   * just when its owner asks would look like a crash. @returns when the last one that was taken is answered
   */
  rest(): Promise<void> {
    this.#ending = true
    return new Promise((resolve) => {
      this.#atRest = resolve
      if (this.#open === 0) resolve()
    })
  }

  began(): void {
    this.#open += 1
  }

  ended(): void {
    this.#open -= 1
    if (this.#open === 0) this.#atRest()
  }
}

/** @throws AppError `http/draining`: what is asked now goes to a server that stays */
export const draining = () =>
  new AppError(
    'http/draining',
    503,
    'This server is ending and takes no new work; ask again in a moment.',
    undefined,
    RETRY_AFTER_S,
  )

/** Counts requests and, once the server is ending, refuses new ones and keeps no connection open. */
export function watchTraffic(server: FastifyInstance, traffic: Traffic): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (ALWAYS.test(request.url)) return done()
    if (traffic.isEnding) {
      const { problem, retryAfter = RETRY_AFTER_S } = toProblem(draining())
      void reply.status(problem.status).header('retry-after', retryAfter).type('application/problem+json')
      void reply.send(JSON.stringify(problem))
      return
    }
    traffic.began()
    reply.raw.setMaxListeners(MOST_LISTENERS)
    reply.raw.once('close', () => traffic.ended())
    done()
  })
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (traffic.isEnding) void reply.header('connection', 'close')
    done(null, payload)
  })
}
