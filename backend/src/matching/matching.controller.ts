import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { job } from '../jobs/jobs.contract'
import type { Job } from '../jobs/jobs.contract'
import {
  assignRequest,
  decided,
  entriesAnswer,
  entriesQuery,
  entryRequest,
  proposalRequest,
} from './matching.contract'
import type { Decided, EntriesAnswer, EntryRequest, ProposalRequest } from './matching.contract'
import { MatchingService } from './matching.service'

@ApiTags('bank entries')
@Controller('api/bank-entries')
export class MatchingController {
  constructor(private readonly matching: MatchingService) {}

  @Get()
  @Access('contacts', 'query')
  @Answers('Entries of bank statements with proposals of what they pay', entriesAnswer)
  list(@Query({ schema: entriesQuery }) query: z.output<typeof entriesQuery>): Promise<EntriesAnswer> {
    return this.matching.list(query)
  }

  @Post('match')
  @Access('manage', 'company')
  @Answers('Compares all entries with the open invoices again', job, 202)
  match(@Req() request: FastifyRequest): Job {
    return this.matching.match(request.person)
  }

  @Post('accept')
  @Access('manage', { of: 'bank-entry', field: 'event_id' })
  @HttpCode(200)
  @Answers('Makes a proposal count', decided)
  accept(
    @Body({ schema: proposalRequest }) body: ProposalRequest,
    @Req() request: FastifyRequest,
  ): Promise<Decided> {
    return this.matching.accept(body, request.person)
  }

  @Post('decline')
  @Access('manage', { of: 'bank-entry', field: 'event_id' })
  @HttpCode(200)
  @Answers('Does not make this proposal again', decided)
  decline(
    @Body({ schema: proposalRequest }) body: ProposalRequest,
    @Req() request: FastifyRequest,
  ): Promise<Decided> {
    return this.matching.decline(body, request.person)
  }

  @Post('assign')
  @Access('manage', { of: 'bank-entry', field: 'event_id' })
  @HttpCode(200)
  @Answers('Gives an entry to a customer: parts to invoices, the rest on account', decided)
  assign(
    @Body({ schema: assignRequest }) body: z.output<typeof assignRequest>,
    @Req() request: FastifyRequest,
  ): Promise<Decided> {
    return this.matching.assign(body, request.person)
  }

  @Post('ignore')
  @Access('manage', { of: 'bank-entry', field: 'event_id' })
  @HttpCode(200)
  @Answers('Not customer money: never offered again', decided)
  ignore(
    @Body({ schema: entryRequest }) body: EntryRequest,
    @Req() request: FastifyRequest,
  ): Promise<Decided> {
    return this.matching.ignore(body, request.person)
  }

  @Post('undo')
  @Access('manage', { of: 'bank-entry', field: 'event_id' })
  @HttpCode(200)
  @Answers('Takes back what was decided on an entry', decided)
  undo(@Body({ schema: entryRequest }) body: EntryRequest, @Req() request: FastifyRequest): Promise<Decided> {
    return this.matching.undo(body, request.person)
  }
}
