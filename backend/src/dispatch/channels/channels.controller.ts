import { Body, Controller, Delete, Get, Param, Post, Put, Query, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { channelName, channelRows, newChannelSettings, newTrial, ofEntity } from '../sending.contract'
import type { ChannelRows, NewTrial } from '../sending.contract'
import { SendingService } from '../sending.service'
import { done } from '../../http/shapes.contract'
import { ChannelSettingsService } from './channel-settings.service'
import { TrialSender } from './trial-sender'

type Name = z.infer<typeof channelName>

@ApiTags('channels')
@Controller('api/channels')
export class ChannelsController {
  constructor(
    private readonly settings: ChannelSettingsService,
    private readonly sending: SendingService,
    private readonly trials: TrialSender,
  ) {}

  @Get()
  @Access('administer', 'company')
  @Answers('By which providers messages leave; secrets are never shown', channelRows)
  list(): Promise<ChannelRows> {
    return this.sending.channels()
  }

  @Put(':channel')
  @Access('administer', 'company')
  @Answers('Sets a channel up, for all entities or for one', channelRows)
  async save(
    @Param('channel', { schema: channelName }) channel: Name,
    @Body({ schema: newChannelSettings }) body: z.output<typeof newChannelSettings>,
    @Req() request: FastifyRequest,
  ): Promise<ChannelRows> {
    const { id } = personOf(request)
    await this.settings.save(channel, body.entity_id, body.settings, body.secrets, id)
    return this.sending.channels()
  }

  @Post(':channel/test')
  @Access('administer', 'company')
  @Answers('Sends one test message by these settings, without keeping them', done, 200)
  async test(
    @Param('channel', { schema: channelName }) channel: Name,
    @Body({ schema: newTrial }) body: NewTrial,
  ): Promise<z.output<typeof done>> {
    await this.trials.tryOut(channel, body)
    return { done: true }
  }

  @Delete(':channel')
  @Access('administer', 'company')
  @Answers('From now on the channel shows its messages instead of sending them', channelRows)
  async remove(
    @Param('channel', { schema: channelName }) channel: Name,
    @Query({ schema: ofEntity }) { entity }: z.output<typeof ofEntity>,
    @Req() request: FastifyRequest,
  ): Promise<ChannelRows> {
    await this.settings.remove(channel, entity, personOf(request).id)
    return this.sending.channels()
  }
}
