import { Body, Controller, Delete, Get, Param, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { limitOf, personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { madeReportLink, newReportLink, reportLinksListed } from './links.contract'
import type { MadeReportLink, ReportLinksListed } from './links.contract'
import { ReportLinksService } from './links.service'

@ApiTags('reports')
@Controller('api/reports/links')
export class ReportLinksController {
  constructor(private readonly links: ReportLinksService) {}

  @Get()
  @Access('report', 'handler')
  @Answers('Links under which others read figures, the latest first', reportLinksListed)
  async list(@Req() request: FastifyRequest): Promise<ReportLinksListed> {
    return { rows: await this.links.list(limitOf(request)) }
  }

  @Post()
  @Access('report', 'body-list')
  @Answers('Makes a link; its address is told this once', madeReportLink)
  async create(
    @Body({ schema: newReportLink }) body: z.output<typeof newReportLink>,
    @Req() request: FastifyRequest,
  ): Promise<MadeReportLink> {
    const address = await this.links.create(body, personOf(request).id)
    return { address, ...(await this.list(request)) }
  }

  @Delete(':id')
  @Access('report', { of: 'report-link' })
  @Answers('Ends a link', reportLinksListed)
  async revoke(@Param('id', { schema: z.uuid() }) link: string, @Req() request: FastifyRequest) {
    await this.links.revoke(link, personOf(request).id)
    return this.list(request)
  }
}
