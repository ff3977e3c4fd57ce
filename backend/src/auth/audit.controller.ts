import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { Answers } from '../http/answers'
import { Access } from './access'
import { auditAnswer, auditQuery } from './audit.contract'
import type { AuditAnswer } from './audit.contract'
import { AuditService } from './audit.service'

@ApiTags('audit')
@Controller('api/audit')
export class AuditController {
  constructor(private readonly log: AuditService) {}

  @Get()
  @Access('administer', 'company')
  @Answers('Who changed or took out what, newest first', auditAnswer)
  list(@Query({ schema: auditQuery }) query: z.output<typeof auditQuery>): Promise<AuditAnswer> {
    return this.log.list(query)
  }
}
