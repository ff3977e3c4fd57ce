import { Body, Controller, Delete, Get, Put, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { UsersService } from '../auth/users.service'
import { Answers } from '../http/answers'
import {
  madeNoticeWebhook,
  newNoticeWebhook,
  noticeWebhook,
  readersAnswer,
  readersQuery,
} from './notices.contract'
import type { MadeNoticeWebhook, NoticeWebhook, ReadersAnswer } from './notices.contract'
import { NoticeWebhookService } from './notice-webhook.service'

@ApiTags('notices')
@Controller('api/notices')
export class NoticesController {
  constructor(
    private readonly users: UsersService,
    private readonly webhook: NoticeWebhookService,
  ) {}

  @Get('readers')
  @Access('read', 'query')
  @Answers('People to whom figures may be sent', readersAnswer)
  async readers(
    @Query({ schema: readersQuery }) { entity }: z.output<typeof readersQuery>,
  ): Promise<ReadersAnswer> {
    const rows = await this.users.readersOf(entity)
    return { rows: rows.map(({ id, name }) => ({ id, name })) }
  }

  @Get('webhook')
  @Access('read', 'none')
  @Answers('The program that is told what people are told', noticeWebhook)
  async get(@Req() request: FastifyRequest): Promise<NoticeWebhook> {
    const found = await this.webhook.find()
    const whole = personOf(request).role === 'admin'
    // An address may hold a secret of its own.
    return { address: found && (whole ? found.url : new URL(found.url).host) }
  }

  @Put('webhook')
  @Access('administer', 'company')
  @Answers('Says which program is told; answers its new key this once', madeNoticeWebhook)
  save(
    @Body({ schema: newNoticeWebhook }) { url }: z.output<typeof newNoticeWebhook>,
    @Req() request: FastifyRequest,
  ): Promise<MadeNoticeWebhook> {
    return this.webhook.save(url, personOf(request).id)
  }

  @Delete('webhook')
  @Access('administer', 'company')
  @Answers('Tells no program any more', noticeWebhook)
  async remove(@Req() request: FastifyRequest): Promise<NoticeWebhook> {
    await this.webhook.remove(personOf(request).id)
    return { address: null }
  }
}
