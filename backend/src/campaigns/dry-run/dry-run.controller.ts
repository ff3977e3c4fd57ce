import { createReadStream } from 'node:fs'
import { Body, Controller, Get, Header, Param, Post, Req, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers, AnswersStream } from '../../http/answers'
import { job } from '../../jobs/jobs.contract'
import type { Job } from '../../jobs/jobs.contract'
import { dryRun, dryRunRequest, dryRunsAnswer } from '../campaigns.contract'
import type { DryRun, DryRunsAnswer } from '../campaigns.contract'
import { DryRunService } from './dry-run.service'

const id = z.uuid()

@ApiTags('campaigns')
@Controller('api/campaigns/:id')
export class DryRunController {
  constructor(private readonly dryRuns: DryRunService) {}

  @Post('dry-run')
  @Access('manage', { of: 'campaign' })
  @Answers(
    'Lives days of the campaign by a fast clock; nothing is sent. Its run has the id of the job',
    job,
    202,
  )
  start(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: dryRunRequest }) body: z.output<typeof dryRunRequest>,
    @Req() request: FastifyRequest,
  ): Promise<Job> {
    return this.dryRuns.start(campaignId, body, personOf(request).id)
  }

  @Get('dry-runs')
  @Access('read', { of: 'campaign' })
  @Answers('Dry runs of a campaign, newest first', dryRunsAnswer)
  async list(@Param('id', { schema: id }) campaignId: string): Promise<DryRunsAnswer> {
    return { rows: await this.dryRuns.list(campaignId) }
  }

  @Get('dry-runs/:run')
  @Access('read', { of: 'campaign' })
  @Answers('What a dry run would have sent, by day and by step', dryRun)
  get(
    @Param('id', { schema: id }) campaignId: string,
    @Param('run', { schema: id }) run: string,
  ): Promise<DryRun> {
    return this.dryRuns.get(campaignId, run)
  }

  @Get('dry-runs/:run/contacts.csv')
  @Access('contacts', { of: 'campaign' })
  @Header('content-disposition', 'attachment; filename="dry-run.csv"')
  @AnswersStream('Every contact of a dry run', 'text/csv')
  async contacts(@Param('id', { schema: id }) campaignId: string, @Param('run', { schema: id }) run: string) {
    return new StreamableFile(createReadStream(await this.dryRuns.csv(campaignId, run)), {
      type: 'text/csv; charset=utf-8',
    })
  }
}
