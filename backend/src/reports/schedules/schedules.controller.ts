import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { requireAll } from '../../auth/entity-limit'
import { limitOf, personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { newSchedule, schedulePause, schedulesListed } from './schedules.contract'
import type { SchedulesListed } from './schedules.contract'
import { SchedulesService } from './schedules.service'

const id = z.uuid()
/** More is no person who tries what a report looks like. */
const SENDINGS = { rateLimit: { max: 30, timeWindow: '1 hour' } }

@ApiTags('reports')
@Controller('api/reports/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get()
  @Access('report', 'handler')
  @Answers('Reports that go out by themselves, and what became of the last ones', schedulesListed)
  async list(@Req() request: FastifyRequest): Promise<SchedulesListed> {
    return { rows: await this.schedules.list(limitOf(request)) }
  }

  @Post()
  @Access('report', 'body')
  @Answers('Has a report go out by itself', schedulesListed)
  async create(
    @Body({ schema: newSchedule }) body: z.output<typeof newSchedule>,
    @Req() request: FastifyRequest,
  ) {
    await this.schedules.create(body, personOf(request).id)
    return this.list(request)
  }

  @Put(':id')
  @Access('report', { of: 'report-schedule' })
  @Answers('Changes what goes out, when or to whom', schedulesListed)
  async change(
    @Param('id', { schema: id }) schedule: string,
    @Body({ schema: newSchedule }) body: z.output<typeof newSchedule>,
    @Req() request: FastifyRequest,
  ) {
    const own = limitOf(request)
    if (own) requireAll([body.entity_id], own)
    await this.schedules.change(schedule, body, personOf(request).id)
    return this.list(request)
  }

  @Delete(':id')
  @Access('report', { of: 'report-schedule' })
  @Answers('Has a report go out no more', schedulesListed)
  async remove(@Param('id', { schema: id }) schedule: string, @Req() request: FastifyRequest) {
    await this.schedules.remove(schedule, personOf(request).id)
    return this.list(request)
  }

  @Post(':id/pause')
  @Access('report', { of: 'report-schedule' })
  @Answers('Holds a report back, or lets it go on', schedulesListed)
  async pause(
    @Param('id', { schema: id }) schedule: string,
    @Body({ schema: schedulePause }) { paused }: z.output<typeof schedulePause>,
    @Req() request: FastifyRequest,
  ) {
    await this.schedules.pause(schedule, paused, personOf(request).id)
    return this.list(request)
  }

  @Post(':id/send')
  @RouteConfig(SENDINGS)
  @Access('report', { of: 'report-schedule' })
  @Answers('Sends a report now, outside of its rhythm', schedulesListed)
  async send(@Param('id', { schema: id }) schedule: string, @Req() request: FastifyRequest) {
    await this.schedules.send(schedule, personOf(request).id)
    return this.list(request)
  }
}
