import { Controller, Get, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../auth/access'
import { limitOf } from '../auth/person'
import { Answers } from '../http/answers'
import { entitiesAnswer } from './entities.contract'
import type { EntitiesAnswer } from './entities.contract'
import { EntitiesService } from './entities.service'

@ApiTags('entities')
@Controller('api/entities')
export class EntitiesController {
  constructor(private readonly entities: EntitiesService) {}

  @Get()
  @Access('look', 'handler')
  @Answers('Creditors with data, their currencies and the days they cover', entitiesAnswer)
  list(@Req() request: FastifyRequest): Promise<EntitiesAnswer> {
    return this.entities.list(limitOf(request))
  }
}
