import { Body, Controller, Get, Param, Post, Put, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import { DecisionsService } from './decisions.service'
import { experiment, experimentChange, experimentsAnswer, newDecision } from './experiments.contract'
import type { Experiment, ExperimentsAnswer } from './experiments.contract'
import { ExperimentsService } from './experiments.service'
import { resultsAnswer, resultsQuery } from './results/results.contract'
import type { ResultsAnswer } from './results/results.contract'
import { ResultsService } from './results/results.service'

const id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'may have small letters, digits, - and _')

@ApiTags('experiments')
@Controller('api/experiments')
export class ExperimentsController {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly results: ResultsService,
    private readonly decisions: DecisionsService,
  ) {}

  @Get()
  @Access('read', 'company')
  @Answers('Experiments, running ones first', experimentsAnswer)
  async list(): Promise<ExperimentsAnswer> {
    return { rows: await this.experiments.list() }
  }

  @Get(':id')
  @Access('read', 'company')
  @Answers('One experiment', experiment)
  get(@Param('id', { schema: id }) experimentId: string): Promise<Experiment> {
    return this.experiments.get(experimentId)
  }

  @Put(':id')
  @Access('manage', 'company')
  @Answers('Makes or changes a design; what is fixed before launch stays', experiment)
  save(
    @Param('id', { schema: id }) experimentId: string,
    @Body({ schema: experimentChange }) body: z.output<typeof experimentChange>,
    @Req() request: FastifyRequest,
  ): Promise<Experiment> {
    return this.experiments.save(experimentId, body, personOf(request).id)
  }

  @Get(':id/results')
  @Access('read', 'company')
  @Answers('What it shows, today or as of a day', resultsAnswer)
  show(
    @Param('id', { schema: id }) experimentId: string,
    @Query({ schema: resultsQuery }) query: z.output<typeof resultsQuery>,
  ): Promise<ResultsAnswer> {
    return this.results.results(experimentId, query.as_of)
  }

  @Post(':id/decisions')
  @Access('manage', 'company')
  @Answers('Keeps a decision with the numbers it rests on', done, 201)
  async decide(
    @Param('id', { schema: id }) experimentId: string,
    @Body({ schema: newDecision }) body: z.output<typeof newDecision>,
    @Req() request: FastifyRequest,
  ) {
    await this.decisions.decide(experimentId, body, personOf(request).id)
    return { done: true as const }
  }
}
