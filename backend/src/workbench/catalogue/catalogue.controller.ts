import { Controller, Get, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { catalogueAnswer, dialectAnswer } from './catalogue.contract'
import type { CatalogueAnswer, DialectAnswer } from './catalogue.contract'
import { CatalogueService } from './catalogue.service'

@ApiTags('workbench')
@Controller('api/workbench')
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get('catalogue')
  @Access('sql', 'handler')
  @Answers(
    'Tables and columns that one may read, with their comments, and the limits of statements',
    catalogueAnswer,
  )
  read(@Req() request: FastifyRequest): Promise<CatalogueAnswer> {
    return this.catalogue.of(personOf(request))
  }

  @Get('dialect')
  @Access('sql', 'none')
  @Answers('Keywords, types and functions of the engine, for editors', dialectAnswer)
  dialect(): Promise<DialectAnswer> {
    return this.catalogue.dialect()
  }
}
