import { Catch, Logger } from '@nestjs/common'
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { errorText } from './error-text'
import { toProblem } from './to-problem'

/** Every error of every route becomes application/problem+json here, and nowhere else. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http')

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { problem, retryAfter, unexpected } = toProblem(thrown)
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    if (unexpected) this.log.error(errorText(thrown))
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy()
      return
    }
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter)
    void reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  }
}
