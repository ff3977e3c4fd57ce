import { Body, Controller, Delete, Get, Param, Post, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import { Access } from './access'
import { ApiTokensService } from './api-tokens.service'
import { everybody, madeToken, newApiToken, sessionsAnswer, tokensAnswer } from './auth.contract'
import type { MadeToken, SessionsAnswer, TokensAnswer } from './auth.contract'
import { personOf } from './person'
import type { Person } from './person'
import { may } from './rights'
import { SESSION_COOKIE, SessionsService } from './sessions.service'

const id = z.uuid()
type Everybody = z.output<typeof everybody>

/** Everybody looks after his own sessions and tokens, an administrator of the whole company after all of them. */
@ApiTags('access')
@Controller('api')
export class AccessController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly tokens: ApiTokensService,
  ) {}

  @Get('sessions')
  @Access('own', 'none')
  @Answers('Open sessions: own ones, or those of everybody', sessionsAnswer)
  async listSessions(
    @Query({ schema: everybody }) query: Everybody,
    @Req() request: FastifyRequest,
  ): Promise<SessionsAnswer> {
    const cookie = request.cookies[SESSION_COOKIE] ?? ''
    return { rows: await this.sessions.list(cookie, whose(personOf(request), query)) }
  }

  @Delete('sessions/:id')
  @Access('own', 'none')
  @Answers('Ends a session', done)
  async endSession(@Param('id', { schema: id }) sessionId: string, @Req() request: FastifyRequest) {
    const person = personOf(request)
    await this.sessions.revoke(sessionId, person.id, whose(person, { everybody: '1' }))
    return { done: true as const }
  }

  @Get('tokens')
  @Access('own', 'none')
  @Answers('API tokens: own ones, or those of everybody', tokensAnswer)
  async listTokens(
    @Query({ schema: everybody }) query: Everybody,
    @Req() request: FastifyRequest,
  ): Promise<TokensAnswer> {
    return { rows: await this.tokens.list(whose(personOf(request), query)) }
  }

  @Post('tokens')
  @Access('own', 'none')
  @Answers('Makes an API token, which is told this once', madeToken, 201)
  createToken(
    @Body({ schema: newApiToken }) body: z.output<typeof newApiToken>,
    @Req() request: FastifyRequest,
  ): Promise<MadeToken> {
    return this.tokens.create(personOf(request), body)
  }

  @Delete('tokens/:id')
  @Access('own', 'none')
  @Answers('Revokes an API token', done)
  async revokeToken(@Param('id', { schema: id }) tokenId: string, @Req() request: FastifyRequest) {
    const person = personOf(request)
    await this.tokens.revoke(tokenId, person.id, whose(person, { everybody: '1' }))
    return { done: true as const }
  }
}

/** Undefined: of everybody. */
function whose(person: Person, asked: Everybody): string | undefined {
  if (person.local) return undefined
  const ofCompany = may(person, 'administer') && person.entities === null
  return ofCompany && asked.everybody === '1' ? undefined : person.id
}
