import { Controller, Get, Inject, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { sourceFreshness, tableFields, tableKinds } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import type { FastifyRequest } from 'fastify'
import { Access } from '../auth/access'
import { limitOf } from '../auth/person'
import { WAREHOUSE } from '../app/tokens'
import { Answers } from '../http/answers'
import { freshnessAnswer, tablesAnswer } from './sources.contract'
import type { FreshnessAnswer, TablesAnswer } from './sources.contract'

@ApiTags('sources')
@Controller('api/sources')
export class SourcesController {
  constructor(@Inject(WAREHOUSE) private readonly warehouse: Warehouse) {}

  @Get('freshness')
  @Access('read', 'handler')
  @Answers('How far each source of each creditor reaches', freshnessAnswer)
  async freshness(@Req() request: FastifyRequest): Promise<FreshnessAnswer> {
    return { rows: await sourceFreshness(this.warehouse, limitOf(request)) }
  }

  @Get('tables')
  @Access('look', 'none')
  @Answers(
    'What a row of a table can be and the fields it can have, in the order to offer them',
    tablesAnswer,
  )
  tables(): TablesAnswer {
    return { kinds: tableKinds.map((kind) => ({ kind, fields: [...tableFields[kind]] })) }
  }
}
