import { Inject, Injectable, StreamableFile } from '@nestjs/common'
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { concatMap } from 'rxjs'
import type { Observable } from 'rxjs'
import { METADATA } from '../app/tokens'
import { isAudited } from '../http/request-trail'
import type { Metadata } from '../metadata'
import { audit } from './audit'
import { withoutSecrets } from './without-secrets'
import { UNAUDITED } from './unaudited'

const READS = new Set(['GET', 'HEAD'])

/**
 * What makes the audit log complete: each write of a person that its service did not record, and each file that a
 * person takes out, gets a line before it is answered.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    @Inject(METADATA) private readonly metadata: Metadata,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const { person } = request
    if (!person) return next.handle()
    const unaudited = this.reflector.get<boolean | undefined>(UNAUDITED, context.getHandler()) ?? false
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        if (answer instanceof StreamableFile) await this.noteExport(request, person.id, answer)
        else if (!READS.has(request.method) && !unaudited && !isAudited())
          await this.noteChange(request, person.id)
        return answer
      }),
    )
  }

  private async noteExport(request: FastifyRequest, actor: string, file: StreamableFile): Promise<void> {
    const { type, disposition } = file.getHeaders()
    // Pages that are shown in a frame are no files.
    if (type.startsWith('text/html')) return
    const after = { type, file: disposition, body: withoutSecrets(request.body) }
    await audit(this.metadata, { actor, action: 'export', subject: request.url, after })
  }

  private async noteChange(request: FastifyRequest, actor: string): Promise<void> {
    const action = `${request.method} ${request.routeOptions.url ?? ''}`
    const after = { body: withoutSecrets(request.body) }
    await audit(this.metadata, { actor, action, subject: request.url, after })
  }
}
