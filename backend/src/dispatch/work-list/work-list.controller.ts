import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { done } from '../../http/shapes.contract'
import {
  contactHistory,
  historyQuery,
  newTask,
  outcomeRequest,
  workListAnswer,
  workListQuery,
} from './work-list.contract'
import type { ContactHistory, WorkListAnswer } from './work-list.contract'
import { WorkListService } from './work-list.service'

const made = z.object({ id: z.uuid() })

@ApiTags('work list')
@Controller('api/work-list')
export class WorkListController {
  constructor(private readonly work: WorkListService) {}

  @Get()
  @Access('work', 'query')
  @Answers('Calls and tasks of a day, most expected euros first', workListAnswer)
  list(@Query({ schema: workListQuery }) query: z.output<typeof workListQuery>): Promise<WorkListAnswer> {
    return this.work.list(query)
  }

  @Get('history')
  @Access('work', 'query')
  @Answers('What was said and done with a customer, newest first', contactHistory)
  history(@Query({ schema: historyQuery }) query: z.output<typeof historyQuery>): Promise<ContactHistory> {
    return this.work.history(query.entity, query.customer)
  }

  @Post()
  @Access('work', 'body')
  @Answers('Puts a call or task on the list', made, 201)
  add(@Body({ schema: newTask }) body: z.output<typeof newTask>, @Req() request: FastifyRequest) {
    return this.work.add(body, personOf(request).id)
  }

  @Post(':id/outcome')
  @Access('work', { of: 'task' })
  @HttpCode(200)
  @Answers('Ends a task with what came of it', done)
  async finish(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: outcomeRequest }) body: z.output<typeof outcomeRequest>,
    @Req() request: FastifyRequest,
  ) {
    await this.work.finish(id, body, personOf(request))
    return { done: true as const }
  }
}
