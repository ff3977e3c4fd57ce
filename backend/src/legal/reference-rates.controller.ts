import { Body, Controller, Get, Put, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { newRate, ratesAnswer, ratesQuery, referenceRate } from './reference-rates.contract'
import type { NewRate, RatesAnswer, RatesQuery, ReferenceRateRow } from './reference-rates.contract'
import { ReferenceRatesService } from './reference-rates.service'

@ApiTags('reference rates')
@Controller('api/reference-rates')
export class ReferenceRatesController {
  constructor(private readonly rates: ReferenceRatesService) {}

  @Get()
  @Access('read', 'none')
  @Answers('Reference rates of late interest by half-year, and which are missing on a day', ratesAnswer)
  async list(@Query({ schema: ratesQuery }) { on }: RatesQuery): Promise<RatesAnswer> {
    const day = on ?? new Date().toISOString().slice(0, 10)
    return { rows: await this.rates.list(), missing: await this.rates.missing(day) }
  }

  @Put()
  @Access('administer', 'company')
  @Answers('Enters or corrects the rate of a half-year', referenceRate)
  save(@Body({ schema: newRate }) body: NewRate, @Req() request: FastifyRequest): Promise<ReferenceRateRow> {
    return this.rates.save(body, personOf(request).id)
  }
}
