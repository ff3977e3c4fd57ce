import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { requireRole } from '../auth/roles'
import { Answers } from '../http/answers'
import { close, closeDetail, closesAnswer, newClose } from './closes.contract'
import type { Close, CloseDetail, ClosesAnswer } from './closes.contract'
import { ClosesService } from './closes.service'

const closeIdShape = z.uuid()

@ApiTags('closes')
@Controller('api/closes')
export class ClosesController {
  constructor(private readonly closes: ClosesService) {}

  @Get()
  @Answers('Months whose figures were published, the newest first', closesAnswer)
  async list(): Promise<ClosesAnswer> {
    return { rows: await this.closes.list() }
  }

  @Post()
  @Answers('Keeps the figures of a month as published', close, 201)
  make(
    @Body({ schema: newClose }) body: z.output<typeof newClose>,
    @Req() request: FastifyRequest,
  ): Promise<Close> {
    return this.closes.make(body, requireRole(request.person, 'cfo', 'credit_manager').id)
  }

  @Get(':id')
  @Answers('Figures as published, beside what is known now', closeDetail)
  compare(@Param('id', { schema: closeIdShape }) closeId: string): Promise<CloseDetail> {
    return this.closes.compare(closeId)
  }
}
