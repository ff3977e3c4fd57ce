import { Body, Controller, Get, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { sharing } from './sharing.contract'
import type { Sharing } from './sharing.contract'
import { SharingService } from './sharing.service'

@ApiTags('reports')
@Controller('api/reports/sharing')
export class SharingController {
  constructor(private readonly sharing: SharingService) {}

  @Get()
  @Access('report', 'none')
  @Answers('What the company lets out beside its own people', sharing)
  get(): Promise<Sharing> {
    return this.sharing.get()
  }

  @Put()
  @Access('administer', 'company')
  @Answers('Says what the company lets out beside its own people', sharing)
  save(@Body({ schema: sharing }) body: Sharing, @Req() request: FastifyRequest): Promise<Sharing> {
    return this.sharing.save(body, personOf(request).id)
  }
}
