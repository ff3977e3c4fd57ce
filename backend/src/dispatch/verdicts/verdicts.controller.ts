import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { Access } from '../../auth/access'
import { Answers } from '../../http/answers'
import { verdictsAnswer, verdictsQuery } from './verdicts.contract'
import type { VerdictsAnswer } from './verdicts.contract'
import { VerdictsService } from './verdicts.service'

@ApiTags('verdicts')
@Controller('api/verdicts')
export class VerdictsController {
  constructor(private readonly verdicts: VerdictsService) {}

  @Get()
  @Access('read', 'query')
  @Answers('Why customers got a message on a day, or why not', verdictsAnswer)
  list(@Query({ schema: verdictsQuery }) query: z.output<typeof verdictsQuery>): Promise<VerdictsAnswer> {
    return this.verdicts.list(query)
  }
}
