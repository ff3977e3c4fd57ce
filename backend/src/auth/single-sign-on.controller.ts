import { Controller, Get, Inject, Req, Res } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CONFIG } from '../app/tokens'
import type { Config } from '../config/config'
import { Answers } from '../http/answers'
import { Public } from '../http/public'
import { toProblem } from '../http/to-problem'
import { signInWays } from './auth.contract'
import type { SignInWays } from './auth.contract'
import { SINGLE_COOKIE, cookieRules, ownAddress } from './cookies'
import { SESSION_COOKIE, SessionsService } from './sessions.service'
import { ATTEMPT_MS, SingleSignOn } from './single-sign-on.service'

const ATTEMPT_COOKIE = 'relance_sign_in'
const OFTEN = { rateLimit: { max: 30, timeWindow: '1 minute' } }

/** The browser goes through these addresses: errors end on the sign-in page, which says what they mean. */
@ApiTags('session')
@Public()
@Controller('api/session')
export class SingleSignOnController {
  constructor(
    private readonly single: SingleSignOn,
    private readonly sessions: SessionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('ways')
  @Answers('How people may sign in', signInWays)
  ways(): SignInWays {
    return { single_sign_on: this.single.name }
  }

  @Get('single-sign-on')
  @RouteConfig(OFTEN)
  @ApiOperation({ summary: 'Sends the browser to the provider of identities' })
  async begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.orSignInPage(reply, async () => {
      const { address, kept } = await this.single.begin(ownAddress(request, this.config))
      const rules = { ...cookieRules(request, this.config), maxAge: ATTEMPT_MS / 1000 }
      void reply.setCookie(ATTEMPT_COOKIE, kept, rules)
      return address
    })
  }

  @Get('single-sign-on/back')
  @RouteConfig(OFTEN)
  @ApiOperation({ summary: 'Where the provider of identities sends the browser back to' })
  async back(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.orSignInPage(reply, async () => {
      const query = request.url.split('?')[1] ?? ''
      const kept = request.cookies[ATTEMPT_COOKIE]
      void reply.clearCookie(ATTEMPT_COOKIE, { path: '/' })
      const person = await this.single.finish(ownAddress(request, this.config), query, kept)
      const { token, session } = await this.sessions.open(person, request.headers['user-agent'])
      const rules = { ...cookieRules(request, this.config), expires: new Date(session.expires_at) }
      void reply.setCookie(SESSION_COOKIE, token, rules).setCookie(SINGLE_COOKIE, '1', rules)
      return '/'
    })
  }

  private async orSignInPage(reply: FastifyReply, work: () => Promise<string>): Promise<void> {
    let address: string
    try {
      address = await work()
    } catch (thrown) {
      const { problem, unexpected } = toProblem(thrown)
      if (unexpected) throw thrown
      address = `/sign-in?refused=${encodeURIComponent(problem.code)}`
    }
    void reply.header('cache-control', 'no-store').redirect(address, 303)
  }
}
