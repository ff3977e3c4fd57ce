import { Controller, Get, Inject } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { sourceFreshness } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../app/tokens'
import { Answers } from '../http/answers'
import { freshnessAnswer } from './sources.contract'
import type { FreshnessAnswer } from './sources.contract'

@ApiTags('sources')
@Controller('api/sources')
export class SourcesController {
  constructor(@Inject(WAREHOUSE) private readonly warehouse: Warehouse) {}

  @Get('freshness')
  @Answers('How far each source of each creditor reaches', freshnessAnswer)
  async freshness(): Promise<FreshnessAnswer> {
    return { rows: await sourceFreshness(this.warehouse) }
  }
}
