import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  Param,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Answers, AnswersStream } from '../http/answers'
import { Public } from '../http/public'
import { done } from '../http/shapes.contract'
import { RenewalService } from './links/renewal.service'
import { PROOF_HEADER } from './links/proof'
import { PageService } from './page.service'
import {
  pageAnswer,
  statementQuery,
  verifyAnswer,
  verifyRequest,
  waysAnswer,
  waysQuery,
} from './page.contract'
import type { PageAnswer, WaysAnswer } from './page.contract'

/** Longer texts are no token of ours; they get the answer of a forged one. */
export const token = z.string().max(600)
const perToken = (request: FastifyRequest): string => String((request.params as { token?: unknown }).token)
const READS = { rateLimit: { max: 120, timeWindow: '1 minute' } }
/** A postcode is five digits: nobody may try them all. */
const GUESSES = { rateLimit: { max: 10, timeWindow: '1 hour', keyGenerator: perToken } }
const RENEWALS = { rateLimit: { max: 3, timeWindow: '1 hour', keyGenerator: perToken } }

/** The page of a customer: who has the link may read, nobody else. No GET acts. */
@ApiTags('customer page')
@Public()
@Controller('api/page/:token')
export class PageController {
  constructor(
    private readonly pages: PageService,
    private readonly renewals: RenewalService,
  ) {}

  @Get()
  @RouteConfig(READS)
  @Header('cache-control', 'no-store')
  @Answers('What the customer of a link owes, and what he may do', pageAnswer)
  page(
    @Param('token', { schema: token }) link: string,
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<PageAnswer> {
    return this.pages.page(link, proof)
  }

  @Get('ways')
  @RouteConfig(READS)
  @Header('cache-control', 'no-store')
  @Answers('How to pay all or some invoices', waysAnswer)
  ways(
    @Param('token', { schema: token }) link: string,
    @Query({ schema: waysQuery }) query: z.output<typeof waysQuery>,
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<WaysAnswer> {
    return this.pages.ways(link, query, proof)
  }

  @Get('statement')
  @RouteConfig(READS)
  @Header('cache-control', 'no-store')
  @AnswersStream('Statement of account', 'application/pdf')
  async statement(
    @Param('token', { schema: token }) link: string,
    @Query({ schema: statementQuery }) { language }: z.output<typeof statementQuery>,
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.pages.statement(link, language, proof), { type: 'application/pdf' })
  }

  @Post('verify')
  @RouteConfig(GUESSES)
  @Answers('Shows a consumer his page when he knows one thing of his', verifyAnswer)
  async verify(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: verifyRequest }) { known }: z.output<typeof verifyRequest>,
  ): Promise<z.output<typeof verifyAnswer>> {
    return { proof: await this.pages.verify(link, known) }
  }

  @Post('renew')
  @RouteConfig(RENEWALS)
  @Answers('Sends a new link to the known e-mail address, if there is one; the answer is the same', done)
  renew(@Param('token', { schema: token }) link: string, @Req() request: FastifyRequest) {
    this.renewals.ask(link, `${request.protocol}://${request.host}`)
    return { done: true as const }
  }
}
