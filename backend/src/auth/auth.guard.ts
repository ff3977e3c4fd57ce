import { Inject, Injectable } from '@nestjs/common'
import type { CanActivate, ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { CONFIG, RUN_TOKEN } from '../app/tokens'
import type { Config } from '../config/config'
import { AppError } from '../http/app-error'
import { FROM_PROVIDER, LOCAL, PUBLIC } from '../http/public'
import { refuseCrossSite } from '../http/same-origin'
import { COMMAND_LINE } from './person'
import type { Person } from './person'
import { SESSION_COOKIE, SessionsService } from './sessions.service'
import { sameToken } from './tokens'

/** Closes every route that is not declared public. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    @Inject(RUN_TOKEN) private readonly runToken: string,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const declared = (key: string) =>
      this.reflector.getAllAndOverride<boolean | undefined>(key, [context.getHandler(), context.getClass()])
    if (declared(FROM_PROVIDER)) return true
    const person = await this.personOf(request)
    // A public write is checked as well: another site may not sign somebody in.
    if (!person?.local && (person || declared(PUBLIC))) refuseCrossSite(request, this.config.publicUrl)
    if (declared(PUBLIC)) return true
    if (!person) throw new AppError('auth/no-session', 401, 'Sign in first.')
    if (declared(LOCAL) && !person.local) {
      throw new AppError('auth/local-only', 403, 'Only a command on the same machine may do this.')
    }
    request.person = person
    return true
  }

  private async personOf(request: FastifyRequest): Promise<Person | undefined> {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined) return sameToken(bearer, this.runToken) ? COMMAND_LINE : undefined
    const cookie = request.cookies[SESSION_COOKIE]
    if (cookie === undefined) return undefined
    const session = await this.sessions.find(cookie)
    return session && { id: session.user.id, name: session.user.name, role: session.user.role, local: false }
  }
}
