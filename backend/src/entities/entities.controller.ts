import { Controller, Get, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../auth/access'
import { ExchangeRatesService } from '../currencies/exchange-rates.service'
import { limitOf } from '../auth/person'
import { Answers } from '../http/answers'
import { entitiesAnswer } from './entities.contract'
import type { EntitiesAnswer } from './entities.contract'
import { EntitiesService } from './entities.service'

@ApiTags('entities')
@Controller('api/entities')
export class EntitiesController {
  constructor(
    private readonly entities: EntitiesService,
    private readonly rates: ExchangeRatesService,
  ) {}

  @Get()
  @Access('look', 'handler')
  @Answers('Creditors with data, their currencies and the days they cover', entitiesAnswer)
  async list(@Req() request: FastifyRequest): Promise<EntitiesAnswer> {
    const { entities } = await this.entities.list(limitOf(request))
    return { entities, presentation: await this.rates.presentation() }
  }
}
