import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { close, closeDetail, closesAnswer, newClose } from './closes.contract'
import type { Close, CloseDetail, ClosesAnswer } from './closes.contract'
import { ClosesService } from './closes.service'

@ApiTags('closes')
@Controller('api/closes')
export class ClosesController {
  constructor(private readonly closes: ClosesService) {}

  @Get()
  @Access('read', 'handler')
  @Answers('Months whose figures were published, the newest first', closesAnswer)
  async list(@Req() request: FastifyRequest): Promise<ClosesAnswer> {
    return { rows: await this.closes.list(request.person?.entities ?? null) }
  }

  @Post()
  @Access('manage', 'body-list')
  @Answers('Keeps the figures of a month as published', close, 201)
  make(
    @Body({ schema: newClose }) body: z.output<typeof newClose>,
    @Req() request: FastifyRequest,
  ): Promise<Close> {
    return this.closes.make(body, request.person?.id ?? 'system')
  }

  @Get(':id')
  @Access('read', 'handler')
  @Answers('Figures as published, beside what is known now', closeDetail)
  compare(
    @Param('id', { schema: z.uuid() }) closeId: string,
    @Req() request: FastifyRequest,
  ): Promise<CloseDetail> {
    return this.closes.compare(closeId, request.person?.entities ?? null)
  }
}
