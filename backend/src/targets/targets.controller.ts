import { Body, Controller, Get, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { newTarget, targetsAnswer } from './targets.contract'
import type { TargetsAnswer } from './targets.contract'
import { TargetsService } from './targets.service'

@ApiTags('targets')
@Controller('api/targets')
export class TargetsController {
  constructor(private readonly targets: TargetsService) {}

  @Get()
  @Access('read', 'handler')
  @Answers('What KPIs should reach, for the group and by entity', targetsAnswer)
  async list(@Req() request: FastifyRequest): Promise<TargetsAnswer> {
    return { rows: await this.targets.list(request.person?.entities ?? null) }
  }

  @Put()
  @Access('manage', 'body')
  @Answers('Sets the target of a KPI, or takes it away', targetsAnswer)
  async set(
    @Body({ schema: newTarget }) body: z.output<typeof newTarget>,
    @Req() request: FastifyRequest,
  ): Promise<TargetsAnswer> {
    await this.targets.set(body, request.person?.id ?? 'system')
    return this.list(request)
  }
}
