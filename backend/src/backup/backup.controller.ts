import { Body, Controller, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Answers } from '../http/answers'
import { LocalOnly } from '../http/public'
import { job } from '../jobs/jobs.contract'
import type { Job } from '../jobs/jobs.contract'
import { newBackup } from './backup.contract'
import type { NewBackup } from './backup.contract'
import { BackupService } from './backup.service'

@ApiTags('local')
@LocalOnly()
@Controller('api/local/backups')
export class BackupController {
  constructor(private readonly backups: BackupService) {}

  @Post()
  @Answers('Writes both stores as of one moment into a folder of this machine', job, 202)
  make(@Body({ schema: newBackup }) { path }: NewBackup, @Req() request: FastifyRequest): Job {
    return this.backups.start(path, request.person?.id ?? 'system')
  }
}
