import { Body, Controller, Get, Param, Post, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { experimentId } from '../experiments.contract'
import { ApplyService } from './apply.service'
import {
  applied,
  applyRequest,
  entriesChange,
  runState,
  variantPause,
  weightsChange,
} from './running.contract'
import type { Applied, RunState } from './running.contract'
import { SteeringService } from './steering.service'
import { WatchService } from './watch.service'

const variantId = z.string().max(63)

@ApiTags('experiments')
@Controller('api/experiments/:id')
export class RunningController {
  constructor(
    private readonly steering: SteeringService,
    private readonly winners: ApplyService,
    private readonly watch: WatchService,
  ) {}

  @Get('run')
  @Access('read', 'company')
  @Answers('Weights in force, pauses, and who changed them', runState)
  state(@Param('id', { schema: experimentId }) id: string): Promise<RunState> {
    return this.steering.state(id)
  }

  @Put('weights')
  @Access('manage', 'company')
  @Answers('New weights for whoever enters from now on, in a new epoch', runState)
  weights(
    @Param('id', { schema: experimentId }) id: string,
    @Body({ schema: weightsChange }) body: z.output<typeof weightsChange>,
    @Req() request: FastifyRequest,
  ): Promise<RunState> {
    return this.steering.setWeights(id, body, personOf(request).id)
  }

  @Put('entries')
  @Access('manage', 'company')
  @Answers('Lets nobody enter any more, or again', runState)
  entries(
    @Param('id', { schema: experimentId }) id: string,
    @Body({ schema: entriesChange }) body: z.output<typeof entriesChange>,
    @Req() request: FastifyRequest,
  ): Promise<RunState> {
    return this.steering.setEntries(id, body, personOf(request).id)
  }

  @Post('variants/:variant/pause')
  @Access('manage', 'company')
  @Answers('Pauses one variant: nobody enters it, its customers go the usual way', runState, 201)
  async pause(
    @Param('id', { schema: experimentId }) id: string,
    @Param('variant', { schema: variantId }) variant: string,
    @Body({ schema: variantPause }) body: z.output<typeof variantPause>,
    @Req() request: FastifyRequest,
  ): Promise<RunState> {
    await this.steering.pauseVariant(id, variant, body.reason, personOf(request).id)
    return this.steering.state(id)
  }

  @Post('variants/:variant/resume')
  @Access('manage', 'company')
  @Answers('Lets a paused variant go on, with the share that it had', runState, 201)
  async resume(
    @Param('id', { schema: experimentId }) id: string,
    @Param('variant', { schema: variantId }) variant: string,
    @Body({ schema: variantPause }) body: z.output<typeof variantPause>,
    @Req() request: FastifyRequest,
  ): Promise<RunState> {
    const known = await this.watch.harmOf(id, variant)
    await this.steering.resumeVariant(id, variant, body.reason, personOf(request).id, known)
    return this.steering.state(id)
  }

  @Post('apply')
  @Access('manage', 'company')
  @Answers(
    'Makes the winners of the segments the ways of a new campaign, and ends the experiment',
    applied,
    201,
  )
  apply(
    @Param('id', { schema: experimentId }) id: string,
    @Body({ schema: applyRequest }) body: z.output<typeof applyRequest>,
    @Req() request: FastifyRequest,
  ): Promise<Applied> {
    return this.winners.apply(id, body, personOf(request).id)
  }
}
