import { Inject, Injectable } from '@nestjs/common'
import type { CanActivate, ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { CONFIG, RUN_TOKEN } from '../app/tokens'
import type { Config } from '../config/config'
import { AppError } from '../http/app-error'
import { FROM_PROVIDER, LOCAL, PUBLIC } from '../http/public'
import { noteActor } from '../http/request-trail'
import { refuseCrossSite } from '../http/same-origin'
import { ACCESS } from './access'
import type { AccessRule } from './access'
import { ApiTokensService } from './api-tokens.service'
import { holdToEntities } from './entity-limit'
import { ObjectEntities } from './object-entities.service'
import { COMMAND_LINE } from './person'
import type { Person } from './person'
import { may } from './rights'
import { SESSION_COOKIE, SessionsService } from './sessions.service'
import { sameToken } from './tokens'

/** What holds for a route that says nothing: nobody who is limited in any way. */
const UNDECLARED: AccessRule = { right: 'administer', entity: 'company' }

/** Closes every route that is not declared public, and holds people to their rights and entities. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly apiTokens: ApiTokensService,
    private readonly objects: ObjectEntities,
    @Inject(RUN_TOKEN) private readonly runToken: string,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const declared = <T>(key: string) =>
      this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()])
    if (declared<boolean>(FROM_PROVIDER)) return true
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const person = bearer === undefined ? await this.bySession(request) : await this.byToken(bearer)
    // A public write is checked as well: another site may not sign somebody in. No site can send a token of ours.
    const isPublic = declared<boolean>(PUBLIC)
    if (bearer === undefined ? person || isPublic : !person && isPublic) {
      refuseCrossSite(request, this.config.publicUrl)
    }
    if (isPublic) return true
    if (!person) throw new AppError('auth/no-session', 401, 'Sign in first.')
    if (declared<boolean>(LOCAL)) requireLocal(person)
    else await this.hold(request, person, declared<AccessRule>(ACCESS) ?? UNDECLARED)
    request.person = person
    noteActor(person.id)
    return true
  }

  /** @throws AppError `auth/not-allowed`, `auth/entity-refused` */
  private async hold(request: FastifyRequest, person: Person, rule: AccessRule): Promise<void> {
    if (person.local) return
    if (!may(person, rule.right)) {
      throw new AppError('auth/not-allowed', 403, 'Your role or token may not do this.', {
        right: rule.right,
      })
    }
    holdToEntities(request, person, rule.entity)
    if (typeof rule.entity === 'object') await this.objects.hold(request, person, rule.entity)
  }

  private async byToken(token: string): Promise<Person | undefined> {
    return sameToken(token, this.runToken) ? COMMAND_LINE : this.apiTokens.find(token)
  }

  private async bySession(request: FastifyRequest): Promise<Person | undefined> {
    const cookie = request.cookies[SESSION_COOKIE]
    return cookie === undefined ? undefined : this.sessions.person(cookie)
  }
}

/** @throws AppError `auth/local-only` */
function requireLocal(person: Person): void {
  if (person.local) return
  throw new AppError('auth/local-only', 403, 'Only a command on the same machine may do this.')
}
