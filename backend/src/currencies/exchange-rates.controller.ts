import { Readable } from 'node:stream'
import { Body, Controller, Get, Post, Put, Query, Req } from '@nestjs/common'
import { ApiConsumes, ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { AppError } from '../http/app-error'
import {
  exchangeRatesAnswer,
  exchangeRatesQuery,
  newExchangeRate,
  newPresentation,
  ratesFileAnswer,
  ratesFileQuery,
} from './exchange-rates.contract'
import type {
  ExchangeRatesAnswer,
  NewExchangeRate,
  NewPresentation,
  RatesFileAnswer,
} from './exchange-rates.contract'
import { ExchangeRatesService } from './exchange-rates.service'
import { LARGEST_RATES_FILE } from './rates-file'

const SHOWN = 60

@ApiTags('exchange rates')
@Controller('api/exchange-rates')
export class ExchangeRatesController {
  constructor(private readonly rates: ExchangeRatesService) {}

  @Get()
  @Access('look', 'none')
  @Answers('Rates of currencies by day, and the currency in which a group is shown', exchangeRatesAnswer)
  list(
    @Query({ schema: exchangeRatesQuery }) query: z.output<typeof exchangeRatesQuery>,
  ): Promise<ExchangeRatesAnswer> {
    return this.rates.list(query.currency, query.limit)
  }

  @Put()
  @Access('administer', 'company')
  @Answers('Enters or corrects the rate of a day, or takes it away', exchangeRatesAnswer)
  async save(
    @Body({ schema: newExchangeRate }) body: NewExchangeRate,
    @Req() request: FastifyRequest,
  ): Promise<ExchangeRatesAnswer> {
    await this.rates.save(body, personOf(request).id)
    return this.rates.list(undefined, SHOWN)
  }

  @Put('presentation')
  @Access('administer', 'company')
  @Answers('Sets the currency in which a group is shown', exchangeRatesAnswer)
  async present(
    @Body({ schema: newPresentation }) body: NewPresentation,
    @Req() request: FastifyRequest,
  ): Promise<ExchangeRatesAnswer> {
    await this.rates.setPresentation(body.currency, personOf(request).id)
    return this.rates.list(undefined, SHOWN)
  }

  @Post('file')
  @Access('administer', 'company')
  @ApiConsumes('text/csv', 'application/octet-stream')
  @Answers('Loads reference rates as the European Central Bank publishes them', ratesFileAnswer)
  async load(
    @Req() request: FastifyRequest,
    @Query({ schema: ratesFileQuery }) query: z.output<typeof ratesFileQuery>,
  ): Promise<RatesFileAnswer> {
    const text = await textOf(request.body)
    return this.rates.load(text, query.name, personOf(request).id)
  }
}

async function textOf(body: unknown): Promise<string> {
  if (!(body instanceof Readable))
    throw new AppError('currencies/not-a-rates-file', 400, 'Send the file as text/csv.')
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += (part as Buffer).length
    if (size > LARGEST_RATES_FILE)
      throw new AppError('currencies/not-a-rates-file', 400, 'The file is larger than 20 MB.')
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}
