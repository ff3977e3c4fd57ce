import { Body, Controller, Param, Post } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiConsumes, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { Answers } from '../../http/answers'
import { FromProvider } from '../../http/public'
import { done } from '../../http/shapes.contract'
import { token } from '../page.controller'
import { ActsService } from './acts.service'

const ACTS = { rateLimit: { max: 60, timeWindow: '1 minute' } }
/** RFC 8058 §3.1: the body is exactly this pair, as a form. */
const oneClick = z.object({ 'List-Unsubscribe': z.literal('One-Click') })

/** The button of mail programs, which send no header of ours: the link proves who asks. */
@ApiTags('customer page')
@Controller('api/page/:token/one-click')
export class OneClickController {
  constructor(private readonly acts: ActsService) {}

  @Post()
  @FromProvider()
  @RouteConfig(ACTS)
  @ApiConsumes('application/x-www-form-urlencoded')
  @Answers('Wants no more reminders by e-mail (RFC 8058)', done)
  async optOut(
    @Param('token', { schema: token }) link: string,
    @Body({ schema: oneClick }) _body: z.output<typeof oneClick>,
  ) {
    await this.acts.oneClick(link)
    return { done: true as const }
  }
}
