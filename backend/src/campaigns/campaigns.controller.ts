import { Body, Controller, Delete, Get, Param, Post, Put, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { limitOf, personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import { CampaignLog } from './campaign-log'
import { CampaignSettingsService } from './campaign-settings.service'
import {
  campaignChange,
  campaignDetail,
  campaignLogAnswer,
  campaignPlansAnswer,
  campaignSettings,
  campaignsAnswer,
  campaignsQuery,
  cloneRequest,
  newCampaign,
} from './campaigns.contract'
import type {
  CampaignDetail,
  CampaignLogAnswer,
  CampaignPlansAnswer,
  CampaignSettings,
  CampaignsAnswer,
} from './campaigns.contract'
import { CampaignsService } from './campaigns.service'
import { plans } from './plans'

const id = z.uuid()
const actorOf = (request: FastifyRequest) => personOf(request).id

@ApiTags('campaigns')
@Controller('api/campaigns')
export class CampaignsController {
  constructor(
    private readonly campaigns: CampaignsService,
    private readonly log: CampaignLog,
    private readonly settings: CampaignSettingsService,
  ) {}

  @Get()
  @Access('read', 'handler')
  @Answers('Campaigns, active ones first, then the newest', campaignsAnswer)
  async list(
    @Query({ schema: campaignsQuery }) query: z.output<typeof campaignsQuery>,
    @Req() request: FastifyRequest,
  ): Promise<CampaignsAnswer> {
    return { rows: await this.campaigns.list(query.state, limitOf(request)) }
  }

  @Get('plans')
  @Access('read', 'none')
  @Answers('Ready-made campaigns, to be copied', campaignPlansAnswer)
  plans(): CampaignPlansAnswer {
    return { plans: [...plans] }
  }

  @Get('settings')
  @Access('read', 'none')
  @Answers('Who approves campaigns, and what messages cost', campaignSettings)
  getSettings(): Promise<CampaignSettings> {
    return this.settings.get()
  }

  @Put('settings')
  @Access('administer', 'company')
  @Answers('Changes who approves campaigns, and what messages cost', campaignSettings)
  setSettings(
    @Body({ schema: campaignSettings }) body: z.output<typeof campaignSettings>,
    @Req() request: FastifyRequest,
  ): Promise<CampaignSettings> {
    return this.settings.set(body, personOf(request).id)
  }

  @Post()
  @Access('manage', 'handler')
  @Answers('Makes a campaign, of a design or of a ready-made plan', campaignDetail, 201)
  create(
    @Body({ schema: newCampaign }) body: z.output<typeof newCampaign>,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.campaigns.create(body, actorOf(request), limitOf(request))
  }

  @Get(':id')
  @Access('read', { of: 'campaign' })
  @Answers('One campaign with its design and what its last check found', campaignDetail)
  get(@Param('id', { schema: id }) campaignId: string): Promise<CampaignDetail> {
    return this.campaigns.get(campaignId)
  }

  @Put(':id')
  @Access('manage', { of: 'campaign' })
  @Answers('Changes the design of a campaign that has not started; it is a draft again', campaignDetail)
  change(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: campaignChange }) body: z.output<typeof campaignChange>,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.campaigns.change(campaignId, body, actorOf(request), limitOf(request))
  }

  @Delete(':id')
  @Access('manage', { of: 'campaign' })
  @Answers('Deletes a campaign that has never started', done)
  async remove(@Param('id', { schema: id }) campaignId: string, @Req() request: FastifyRequest) {
    await this.campaigns.remove(campaignId, actorOf(request))
    return { done: true as const }
  }

  @Post(':id/clone')
  @Access('manage', { of: 'campaign' })
  @Answers('A draft with the same design', campaignDetail, 201)
  clone(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: cloneRequest }) body: z.output<typeof cloneRequest>,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.campaigns.clone(campaignId, body.name, actorOf(request))
  }

  @Get(':id/log')
  @Access('read', { of: 'campaign' })
  @Answers('Who did what with a campaign, newest first', campaignLogAnswer)
  async history(@Param('id', { schema: id }) campaignId: string): Promise<CampaignLogAnswer> {
    await this.campaigns.row(campaignId)
    return this.log.list(campaignId)
  }
}
