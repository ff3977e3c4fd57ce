import { Body, Controller, Get, Param, Post, Put, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { growthBookQueries } from '@relance/pipelines'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import { customersAnswer, customersQuery } from './customers.contract'
import type { ExperimentCustomersAnswer } from './customers.contract'
import { DecisionsService } from './decisions.service'
import {
  experiment,
  experimentChange,
  experimentId as id,
  experimentsAnswer,
  growthBookAnswer,
  newDecision,
} from './experiments.contract'
import type { Experiment, ExperimentsAnswer, GrowthBookAnswer } from './experiments.contract'
import { ExperimentsService } from './experiments.service'
import { programAnswer } from './program/program.contract'
import type { ProgramAnswer } from './program/program.contract'
import { ProgramService } from './program/program.service'
import { resultsAnswer, resultsQuery } from './results/results.contract'
import type { ResultsAnswer } from './results/results.contract'
import { ResultsService } from './results/results.service'

@ApiTags('experiments')
@Controller('api')
export class ExperimentsController {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly results: ResultsService,
    private readonly decisions: DecisionsService,
    private readonly programme: ProgramService,
  ) {}

  @Get('experiments')
  @Access('read', 'company')
  @Answers('Experiments, running ones first', experimentsAnswer)
  async list(): Promise<ExperimentsAnswer> {
    return { rows: await this.experiments.list() }
  }

  @Get('experiment-program')
  @Access('read', 'company')
  @Answers(
    'All experiments together: what they brought, which findings stand, what was learnt',
    programAnswer,
  )
  program(): Promise<ProgramAnswer> {
    return this.programme.program()
  }

  @Get('experiments/:id')
  @Access('read', 'company')
  @Answers('One experiment', experiment)
  get(@Param('id', { schema: id }) experimentId: string): Promise<Experiment> {
    return this.experiments.get(experimentId)
  }

  @Put('experiments/:id')
  @Access('manage', 'company')
  @Answers('Makes or changes a design; what is fixed before launch stays', experiment)
  save(
    @Param('id', { schema: id }) experimentId: string,
    @Body({ schema: experimentChange }) body: z.output<typeof experimentChange>,
    @Req() request: FastifyRequest,
  ): Promise<Experiment> {
    return this.experiments.save(experimentId, body, personOf(request).id)
  }

  @Get('experiments/:id/results')
  @Access('read', 'company')
  @Answers('What it shows, today or as of a day', resultsAnswer)
  show(
    @Param('id', { schema: id }) experimentId: string,
    @Query({ schema: resultsQuery }) query: z.output<typeof resultsQuery>,
  ): Promise<ResultsAnswer> {
    return this.results.results(experimentId, query.as_of, query.known_by)
  }

  @Get('experiments/:id/customers')
  @Access('read', 'company')
  @Answers('The customers behind its figures, the largest amounts first', customersAnswer)
  customers(
    @Param('id', { schema: id }) experimentId: string,
    @Query({ schema: customersQuery }) query: z.output<typeof customersQuery>,
  ): Promise<ExperimentCustomersAnswer> {
    return this.results.customers(experimentId, query)
  }

  @Get('experiments/:id/growthbook')
  @Access('read', 'company')
  @Answers('What to enter in GrowthBook, so that a server on this ClickHouse finds it', growthBookAnswer)
  async growthBook(@Param('id', { schema: id }) experimentId: string): Promise<GrowthBookAnswer> {
    const { design } = await this.experiments.get(experimentId)
    const { assignments, receipts, windowHours } = growthBookQueries(design.horizon_days)
    return { assignments, receipts, window_hours: windowHours }
  }

  @Post('experiments/:id/decisions')
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

  @Post('experiments/:id/decisions/:decision/withdraw')
  @Access('manage', 'company')
  @Answers('Takes a decision back; it stays in the log', done, 201)
  async withdraw(
    @Param('id', { schema: id }) experimentId: string,
    @Param('decision', { schema: z.coerce.number().int() }) decision: number,
    @Req() request: FastifyRequest,
  ) {
    await this.decisions.withdraw(experimentId, decision, personOf(request).id)
    return { done: true as const }
  }
}
