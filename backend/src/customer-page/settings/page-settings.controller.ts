import { Body, Controller, Get, Inject, Param, Post, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import type { Metadata } from '../../metadata'
import { CustomerLinksService } from '../links/links.service'
import { newPageLink, pageLink, pageSettings } from './page-settings.contract'
import type { PageSettings } from './page-settings.contract'
import { PageSettingsService } from './page-settings.service'

const id = z.string().min(1).max(100)

@ApiTags('customer pages')
@Controller('api/customer-pages')
export class PageSettingsController {
  constructor(
    private readonly settings: PageSettingsService,
    private readonly links: CustomerLinksService,
    @Inject(METADATA) private readonly metadata: Metadata,
  ) {}

  @Get(':entity')
  @Access('read', 'path')
  @Answers("What an entity allows on its customers' pages", pageSettings)
  get(@Param('entity', { schema: id }) entityId: string): Promise<PageSettings> {
    return this.settings.get(entityId)
  }

  @Put(':entity')
  @Access('manage', 'path')
  @Answers("Says what an entity allows on its customers' pages", pageSettings)
  save(
    @Param('entity', { schema: id }) entityId: string,
    @Body({ schema: pageSettings }) body: PageSettings,
    @Req() request: FastifyRequest,
  ): Promise<PageSettings> {
    return this.settings.save(entityId, body, personOf(request).id)
  }

  @Post(':entity/links')
  @Access('work', 'path')
  @Answers("Makes a link to a customer's page", pageLink, 201)
  async link(
    @Param('entity', { schema: id }) entityId: string,
    @Body({ schema: newPageLink }) { customer_id: customerId }: z.output<typeof newPageLink>,
    @Req() request: FastifyRequest,
  ): Promise<z.output<typeof pageLink>> {
    const actor = personOf(request).id
    const origin = `${request.protocol}://${request.host}`
    const { page } = await this.links.linksFor({ entityId, customerId, reminderId: '' }, origin)
    const expiresAt = this.links.open(page.split('/').at(-1) ?? '').expiresAt.toISOString()
    await audit(this.metadata, {
      actor,
      action: 'customer_page.link_made',
      subject: `${entityId}:${customerId}`,
    })
    return { page, expires_on: expiresAt.slice(0, 10) }
  }
}
