import { Readable } from 'node:stream'
import { Body, Controller, Get, Header, Inject, Post, Put, Query, Req, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { Warehouse } from '@relance/pipelines'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers, AnswersStream } from '../http/answers'
import type { Metadata } from '../metadata'
import { customerFile } from './customer-file'
import { ErasuresService } from './erasures.service'
import { PeopleService } from './people.service'
import {
  erasure,
  erasuresAnswer,
  newErasure,
  personQuery,
  personSummary,
  retention,
} from './personal-data.contract'
import type { Erasure, ErasuresAnswer, PersonSummary, Retention } from './personal-data.contract'
import { RetentionService } from './retention.service'

@ApiTags('personal data')
@Controller('api/personal-data')
export class PersonalDataController {
  constructor(
    private readonly people: PeopleService,
    private readonly erasures: ErasuresService,
    private readonly periods: RetentionService,
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
  ) {}

  @Get()
  @Access('administer', 'query')
  @Answers('What is known of one customer, as counts', personSummary)
  summary(@Query({ schema: personQuery }) query: z.output<typeof personQuery>): Promise<PersonSummary> {
    return this.people.summary({ entityId: query.entity, customerId: query.customer })
  }

  @Get('export')
  @Access('administer', 'query')
  @Header('content-disposition', 'attachment; filename="customer.json"')
  @AnswersStream('Everything known of one customer', 'application/json')
  async export(@Query({ schema: personQuery }) query: z.output<typeof personQuery>) {
    const customer = { entityId: query.entity, customerId: query.customer }
    await this.people.summary(customer)
    const { metadata, warehouse } = this
    const parts = Readable.from(customerFile({ metadata, warehouse }, customer), { objectMode: false })
    return new StreamableFile(parts, { type: 'application/json' })
  }

  @Get('erasures')
  @Access('administer', 'handler')
  @Answers('Customers whose personal data was taken out, the newest first', erasuresAnswer)
  async list(@Req() request: FastifyRequest): Promise<ErasuresAnswer> {
    return { rows: await this.erasures.list(personOf(request).entities) }
  }

  @Post('erasures')
  @Access('administer', 'body')
  @Answers('Takes out what tells who a customer is; figures stay', erasure, 202)
  erase(
    @Body({ schema: newErasure }) body: z.output<typeof newErasure>,
    @Req() request: FastifyRequest,
  ): Promise<Erasure> {
    return this.erasures.request(body, personOf(request).id)
  }

  @Get('retention')
  @Access('administer', 'company')
  @Answers('After how many months data goes by itself', retention)
  retention(): Promise<Retention> {
    return this.periods.get()
  }

  @Put('retention')
  @Access('administer', 'company')
  @Answers('Sets after how many months data goes by itself', retention)
  saveRetention(
    @Body({ schema: retention }) body: z.output<typeof retention>,
    @Req() request: FastifyRequest,
  ): Promise<Retention> {
    return this.periods.save(body, personOf(request).id)
  }
}
