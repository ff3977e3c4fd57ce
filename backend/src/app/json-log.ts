import type { LoggerService } from '@nestjs/common'
import { withoutPersons } from '../http/error-text'

type Level = 'info' | 'warn' | 'error' | 'fatal'

/** The product's log: one JSON object a line, `{time, level, part, message}`, for programs that collect logs. */
export class JsonLog implements LoggerService {
  /** @param tellsAll whether also what went well is told */
  constructor(
    private readonly write: (line: string) => void,
    private readonly tellsAll: boolean,
  ) {}

  log(message: unknown, ...more: unknown[]): void {
    if (this.tellsAll) this.tell('info', message, more)
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.tell('warn', message, more)
  }
  error(message: unknown, ...more: unknown[]): void {
    this.tell('error', message, more)
  }
  fatal(message: unknown, ...more: unknown[]): void {
    this.tell('fatal', message, more)
  }

  /** The framework gives the part of the product last, and a stack before it. */
  private tell(level: Level, message: unknown, more: unknown[]): void {
    const texts = more.filter((item): item is string => typeof item === 'string')
    const said = [message instanceof Error ? message.message : String(message), ...texts.slice(0, -1)]
    const line = { time: new Date().toISOString(), level, part: texts.at(-1) ?? 'server' }
    this.write(`${JSON.stringify({ ...line, message: withoutPersons(said.join('\n')) })}\n`)
  }
}
