import { Body, Controller, Headers, Param, Post } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiTags } from '@nestjs/swagger'
import { Answers } from '../../http/answers'
import { Public } from '../../http/public'
import { PROOF_HEADER } from '../links/proof'
import { token } from '../page.controller'
import * as shapes from './acts.contract'
import type { ActAnswer, Acts } from './acts.contract'
import { ActsService } from './acts.service'

const ACTS = { rateLimit: { max: 30, timeWindow: '1 minute' } }
const { actAnswer } = shapes

/** What a customer does on his page. Each act is one POST with the mark of its form. */
@ApiTags('customer page')
@Public()
@Controller('api/page/:token')
export class ActsController {
  constructor(private readonly acts: ActsService) {}

  @Post('promise')
  @RouteConfig(ACTS)
  @Answers('Promises to pay by a day', actAnswer)
  promise(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.promiseAct }) act: Acts['promise'],
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'promise', act, proof)
  }

  @Post('plan')
  @RouteConfig(ACTS)
  @Answers('Pays in monthly instalments', actAnswer)
  plan(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.planAct }) act: Acts['plan'],
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'plan', act, proof)
  }

  @Post('contest')
  @RouteConfig(ACTS)
  @Answers('Contests an invoice or a part of it', actAnswer)
  contest(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.contestAct }) act: Acts['contest'],
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'contest', act, proof)
  }

  @Post('paid')
  @RouteConfig(ACTS)
  @Answers('Says that invoices are paid', actAnswer)
  paid(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.paidAct }) act: Acts['paid'],
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'paid', act, proof)
  }

  @Post('complaint')
  @RouteConfig(ACTS)
  @Answers('Complains about how he is reminded', actAnswer)
  complaint(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.complaintAct }) act: Acts['complaint'],
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'complaint', act)
  }

  @Post('opt-out')
  @RouteConfig(ACTS)
  @Answers('Wants no more reminders by a channel', actAnswer)
  optOut(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.optOutAct }) act: Acts['opt_out'],
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'opt_out', act)
  }

  @Post('satisfaction')
  @RouteConfig(ACTS)
  @Answers('Says how satisfied he is', actAnswer)
  satisfaction(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.satisfactionAct }) act: Acts['satisfaction'],
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'satisfaction', act)
  }

  @Post('copies')
  @RouteConfig(ACTS)
  @Answers('Asks for copies of invoices', actAnswer)
  copies(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: shapes.copiesAct }) act: Acts['copies'],
    @Headers(PROOF_HEADER) proof: string | undefined,
  ): Promise<ActAnswer> {
    return this.acts.take(link, 'copies', act, proof)
  }
}
