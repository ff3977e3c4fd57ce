import { Body, Controller, Param, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Unaudited } from '../auth/unaudited'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { campaignDetail, campaignMove } from './campaigns.contract'
import type { CampaignDetail } from './campaigns.contract'
import { LifeCycleService } from './life-cycle.service'

const id = z.uuid()
type Note = z.output<typeof campaignMove>
const actorOf = (request: FastifyRequest) => personOf(request).id

@ApiTags('campaigns')
@Controller('api/campaigns/:id')
export class LifeCycleController {
  constructor(private readonly life: LifeCycleService) {}

  @Post('check')
  @Unaudited('stands in the log of the campaign')
  @Access('manage', { of: 'campaign' })
  @Answers('Checks the design; without errors it can be approved', campaignDetail)
  check(
    @Param('id', { schema: id }) campaignId: string,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.life.check(campaignId, actorOf(request))
  }

  @Post('approve')
  @Access('manage', { of: 'campaign' })
  @Answers('Approves a checked campaign', campaignDetail)
  approve(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: campaignMove }) { note }: Note,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.life.approve(campaignId, actorOf(request), note)
  }

  @Post('start')
  @Access('manage', { of: 'campaign' })
  @Answers('Starts an approved campaign, after checking it once more', campaignDetail)
  start(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: campaignMove }) { note }: Note,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.life.start(campaignId, actorOf(request), note)
  }

  @Post('pause')
  @Access('manage', { of: 'campaign' })
  @Answers('Pauses a running campaign: nothing more is planned or sent', campaignDetail)
  pause(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: campaignMove }) { note }: Note,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.life.pause(campaignId, actorOf(request), note)
  }

  @Post('resume')
  @Access('manage', { of: 'campaign' })
  @Answers('Resumes a paused campaign', campaignDetail)
  resume(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: campaignMove }) { note }: Note,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.life.resume(campaignId, actorOf(request), note)
  }

  @Post('end')
  @Access('manage', { of: 'campaign' })
  @Answers('Ends a campaign for good', campaignDetail)
  end(
    @Param('id', { schema: id }) campaignId: string,
    @Body({ schema: campaignMove }) { note }: Note,
    @Req() request: FastifyRequest,
  ): Promise<CampaignDetail> {
    return this.life.end(campaignId, actorOf(request), note)
  }
}
