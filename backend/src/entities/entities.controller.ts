import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Answers } from '../http/answers'
import { entitiesAnswer } from './entities.contract'
import type { EntitiesAnswer } from './entities.contract'
import { EntitiesService } from './entities.service'

@ApiTags('entities')
@Controller('api/entities')
export class EntitiesController {
  constructor(private readonly entities: EntitiesService) {}

  @Get()
  @Answers('Creditors with data, their currencies and the days they cover', entitiesAnswer)
  list(): Promise<EntitiesAnswer> {
    return this.entities.list()
  }
}
