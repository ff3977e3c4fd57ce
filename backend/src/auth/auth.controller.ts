import { Body, Controller, Delete, Get, Inject, Post, Put, Req, Res } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CONFIG } from '../app/tokens'
import type { Config } from '../config/config'
import { Answers } from '../http/answers'
import { AppError } from '../http/app-error'
import { LocalOnly, Public } from '../http/public'
import { Access } from './access'
import {
  linkCheck,
  linkMade,
  linkSignIn,
  linkState,
  newAccount,
  passwordSignIn,
  session,
  signedOut,
} from './auth.contract'
import type {
  LinkCheck,
  LinkSignIn,
  LinkState,
  NewAccount,
  PasswordSignIn,
  Session,
  SignedOut,
} from './auth.contract'
import { SINGLE_COOKIE, cookieRules, ownAddress } from './cookies'
import { SingleSignOn } from './single-sign-on.service'
import { SESSION_COOKIE, SessionsService } from './sessions.service'
import { SignInService } from './sign-in.service'

const GUESSES = { rateLimit: { max: 10, timeWindow: '1 minute' } }

@ApiTags('session')
@Controller('api/session')
export class AuthController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly signIn: SignInService,
    private readonly single: SingleSignOn,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Access('own', 'none')
  @Answers('Who is signed in', session)
  async current(@Req() request: FastifyRequest): Promise<Session> {
    const current = await this.sessions.find(request.cookies[SESSION_COOKIE] ?? '')
    if (!current) throw new AppError('auth/no-session', 401, 'Sign in first.')
    return current
  }

  @Post()
  @Public()
  @RouteConfig(GUESSES)
  @Answers('Signs in by password', session)
  async byPassword(
    @Body({ schema: passwordSignIn }) body: PasswordSignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    return this.open(await this.signIn.byPassword(body), request, reply)
  }

  @Post('link')
  @Public()
  @RouteConfig(GUESSES)
  @Answers('Signs in by the one-time link that the server printed', session)
  async byLink(
    @Body({ schema: linkSignIn }) body: LinkSignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const userId = await this.signIn.byLink(body)
    // Who chooses a new password may have lost the old one to somebody.
    if (body.account) await this.sessions.closeAll(userId)
    return this.open(userId, request, reply)
  }

  @Post('link/check')
  @Public()
  @RouteConfig(GUESSES)
  @Answers(
    'Whether a sign-in link is still good, and whether the first account is still to be made',
    linkState,
  )
  checkLink(@Body({ schema: linkCheck }) { token }: LinkCheck): Promise<LinkState> {
    return this.signIn.linkState(token)
  }

  @Post('links')
  @LocalOnly()
  @Answers('Makes a new one-time sign-in link', linkMade, 201)
  async newLink(): Promise<{ token: string }> {
    return { token: await this.signIn.newLink() }
  }

  @Put('account')
  @Access('own', 'none')
  @Answers('Changes name, e-mail address and password of who is signed in', session)
  async changeAccount(
    @Body({ schema: newAccount }) body: NewAccount,
    @Req() request: FastifyRequest,
  ): Promise<Session> {
    const current = await this.current(request)
    await this.signIn.changeAccount(current.user.id, body)
    await this.sessions.closeOthers(current.user.id, request.cookies[SESSION_COOKIE] ?? '')
    return this.current(request)
  }

  @Delete()
  @Access('own', 'none')
  @Answers('Signs out', signedOut)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedOut> {
    await this.sessions.close(request.cookies[SESSION_COOKIE] ?? '')
    void reply.clearCookie(SESSION_COOKIE, { path: '/' })
    if (request.cookies[SINGLE_COOKIE] === undefined) return { done: true, leave: null }
    void reply.clearCookie(SINGLE_COOKIE, { path: '/' })
    return { done: true, leave: await this.single.leave(ownAddress(request, this.config)) }
  }

  private async open(userId: string, request: FastifyRequest, reply: FastifyReply): Promise<Session> {
    const opened = await this.sessions.open(userId, request.headers['user-agent'])
    const expires = new Date(opened.session.expires_at)
    void reply.setCookie(SESSION_COOKIE, opened.token, { ...cookieRules(request, this.config), expires })
    return opened.session
  }
}
