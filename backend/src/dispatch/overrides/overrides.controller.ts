import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { OverrideList } from './override-list.service'
import { newOverride, override, overridesAnswer, overridesQuery } from './overrides.contract'
import type { CustomerOverride, OverridesAnswer } from './overrides.contract'
import { OverridesService } from './overrides.service'

@ApiTags('overrides')
@Controller('api/overrides')
export class OverridesController {
  constructor(
    private readonly overrides: OverridesService,
    private readonly lists: OverrideList,
  ) {}

  @Get()
  @Access('work', 'query')
  @Answers('What people decided for a customer, or for all, against the plan, newest first', overridesAnswer)
  list(@Query({ schema: overridesQuery }) query: z.output<typeof overridesQuery>): Promise<OverridesAnswer> {
    return this.lists.list(query)
  }

  @Post()
  @Access('work', 'body')
  @Answers(
    'Holds a customer, skips or sends a step now, prefers a channel, or goes on after a reply',
    override,
    201,
  )
  make(
    @Body({ schema: newOverride }) body: z.output<typeof newOverride>,
    @Req() request: FastifyRequest,
  ): Promise<CustomerOverride> {
    return this.overrides.make(body, personOf(request))
  }

  @Post(':id/undo')
  @Access('work', { of: 'override' })
  @HttpCode(200)
  @Answers('Takes a decision back; it stays on record', override)
  undo(
    @Param('id', { schema: z.uuid() }) id: string,
    @Req() request: FastifyRequest,
  ): Promise<CustomerOverride> {
    return this.overrides.undo(id, personOf(request))
  }
}
