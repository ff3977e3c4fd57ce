import { Body, Controller, Get, Post, Put, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import { AssessmentService } from './assessment.service'
import { ProfilesService } from './profiles.service'
import { RiskService } from './risk.service'
import {
  assessmentAnswer,
  profileByHand,
  profilesAnswer,
  profilesQuery,
  riskAnswer,
} from './segments.contract'
import type { AssessmentAnswer, ProfilesAnswer, RiskAnswer } from './segments.contract'

@ApiTags('segments')
@Controller('api/segments')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly risk: RiskService,
    private readonly assessments: AssessmentService,
  ) {}

  @Get('profiles')
  @Access('read', 'query')
  @Answers('How customers pay and why it is thought so, most history first', profilesAnswer)
  list(@Query({ schema: profilesQuery }) query: z.output<typeof profilesQuery>): Promise<ProfilesAnswer> {
    return this.profiles.list(query)
  }

  @Put('profiles')
  @Access('manage', 'body')
  @Answers('Sets a profile by hand, or goes back to what history says', done)
  async set(
    @Body({ schema: profileByHand }) body: z.output<typeof profileByHand>,
    @Req() request: FastifyRequest,
  ) {
    await this.profiles.set(body, personOf(request).id)
    return { done: true as const }
  }

  @Get('risk')
  @Access('read', 'none')
  @Answers('The model of late payment and how right it was', riskAnswer)
  async model(): Promise<RiskAnswer> {
    return { model: await this.risk.get() }
  }

  @Post('risk')
  @Access('manage', 'company')
  @Answers('Makes the model anew from history', riskAnswer)
  async fit(@Req() request: FastifyRequest): Promise<RiskAnswer> {
    return { model: await this.risk.fit(personOf(request).id) }
  }

  @Get('assessment')
  @Access('read', 'none')
  @Answers('The assessment of data protection that allows profiles of natural persons', assessmentAnswer)
  async assessment(): Promise<AssessmentAnswer> {
    return { assessment: await this.assessments.get() }
  }

  @Put('assessment')
  @Access('administer', 'company')
  @Answers('Records the assessment, or takes it back', assessmentAnswer)
  async record(
    @Body({ schema: assessmentAnswer }) body: z.output<typeof assessmentAnswer>,
    @Req() request: FastifyRequest,
  ): Promise<AssessmentAnswer> {
    return { assessment: await this.assessments.set(body.assessment, personOf(request).id) }
  }
}
