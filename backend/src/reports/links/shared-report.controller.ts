import { Controller, Get, Header, Param } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { Answers } from '../../http/answers'
import { Public } from '../../http/public'
import { sharedReport } from './links.contract'
import type { SharedReport } from './links.contract'
import { ReportLinksService } from './links.service'

/** By address: a token of 256 bits is not guessed, and a report takes work. */
const READS = { rateLimit: { max: 30, timeWindow: '1 minute' } }

/** A report for whoever has its link. */
@ApiTags('reports')
@Public()
@Controller('api/shared-report')
export class SharedReportController {
  constructor(private readonly links: ReportLinksService) {}

  @Get(':token')
  @RouteConfig(READS)
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @Header('x-robots-tag', 'noindex, nofollow')
  @Answers('Figures of a link, without names of customers', sharedReport)
  report(@Param('token', { schema: z.string().max(200) }) link: string): Promise<SharedReport> {
    return this.links.open(link)
  }
}
