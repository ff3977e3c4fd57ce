import { Body, Controller, Get, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { requireRole } from '../auth/roles'
import { Answers } from '../http/answers'
import { newTarget, targetsAnswer } from './targets.contract'
import type { TargetsAnswer } from './targets.contract'
import { TargetsService } from './targets.service'

@ApiTags('targets')
@Controller('api/targets')
export class TargetsController {
  constructor(private readonly targets: TargetsService) {}

  @Get()
  @Answers('What KPIs should reach, for the group and by entity', targetsAnswer)
  async list(): Promise<TargetsAnswer> {
    return { rows: await this.targets.list() }
  }

  @Put()
  @Answers('Sets the target of a KPI, or takes it away', targetsAnswer)
  async set(
    @Body({ schema: newTarget }) body: z.output<typeof newTarget>,
    @Req() request: FastifyRequest,
  ): Promise<TargetsAnswer> {
    const person = requireRole(request.person, 'cfo', 'credit_manager')
    return { rows: await this.targets.set(body, person.id) }
  }
}
