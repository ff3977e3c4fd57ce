import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../../auth/access'
import { Unaudited } from '../../auth/unaudited'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { experiment, experimentId } from '../experiments.contract'
import type { Experiment } from '../experiments.contract'
import { DesignService } from './design.service'
import { aaAnswer, designQuestion, feasibilityAnswer, launchRequest } from './feasibility.contract'
import type { AaAnswer, FeasibilityAnswer } from './feasibility.contract'
import { LaunchService } from './launch.service'

@ApiTags('experiments')
@Controller('api/experiments')
export class DesignController {
  constructor(
    private readonly designs: DesignService,
    private readonly launches: LaunchService,
  ) {}

  @Post('feasibility')
  @HttpCode(200)
  @Unaudited('asks, and changes nothing')
  @Access('read', 'company')
  @Answers(
    'What a design can show with the company’s own customers, its cost, what stands against it',
    feasibilityAnswer,
  )
  feasibility(
    @Body({ schema: designQuestion }) body: z.output<typeof designQuestion>,
  ): Promise<FeasibilityAnswer> {
    return this.designs.feasibility(body.campaign_id, body.design)
  }

  @Post('aa-check')
  @HttpCode(200)
  @Unaudited('asks, and changes nothing')
  @Access('read', 'company')
  @Answers(
    'How often the test would call a difference between past customers whom nothing tells apart',
    aaAnswer,
  )
  aaCheck(@Body({ schema: designQuestion }) body: z.output<typeof designQuestion>): Promise<AaAnswer> {
    return this.designs.aaCheck(body.campaign_id, body.design)
  }

  @Post(':id/launch')
  @Access('manage', 'company')
  @Answers('Starts a draft; its design is fixed from then on', experiment, 201)
  launch(
    @Param('id', { schema: experimentId }) id: string,
    @Body({ schema: launchRequest }) body: z.output<typeof launchRequest>,
    @Req() request: FastifyRequest,
  ): Promise<Experiment> {
    return this.launches.launch(id, body, personOf(request).id)
  }
}
