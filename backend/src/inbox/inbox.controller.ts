import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import path from 'node:path'
import type { z } from 'zod'
import { CONFIG } from '../app/tokens'
import { Access } from '../auth/access'
import type { Config } from '../config/config'
import { Answers } from '../http/answers'
import { notFound } from '../http/app-error'
import { discard, failedFiles, putAgain } from './failed-files'
import { failedFileName, failedFilesAnswer } from './inbox.contract'
import type { FailedFilesAnswer } from './inbox.contract'

const SHOWN = 100

@ApiTags('inbox')
@Controller('api/inbox/failed')
export class InboxController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Access('ingest', 'company')
  @Answers('Files of the watched folder that could not be loaded', failedFilesAnswer)
  list(): FailedFilesAnswer {
    const { inboxDir } = this.config
    if (inboxDir === undefined) return { watched: false, rows: [] }
    return { watched: true, rows: failedFiles(path.join(inboxDir, 'failed'), SHOWN) }
  }

  @Post('put-again')
  @HttpCode(200)
  @Access('ingest', 'company')
  @Answers('Puts a file that failed back into the watched folder', failedFilesAnswer)
  putAgain(@Body({ schema: failedFileName }) { name }: z.output<typeof failedFileName>): FailedFilesAnswer {
    const folder = this.folder()
    putAgain(path.join(folder, 'failed'), name, folder)
    return this.list()
  }

  @Post('discard')
  @HttpCode(200)
  @Access('ingest', 'company')
  @Answers('Removes a file that failed', failedFilesAnswer)
  discard(@Body({ schema: failedFileName }) { name }: z.output<typeof failedFileName>): FailedFilesAnswer {
    discard(path.join(this.folder(), 'failed'), name)
    return this.list()
  }

  private folder(): string {
    const { inboxDir } = this.config
    if (inboxDir !== undefined) return inboxDir
    throw notFound('inbox/not-watched', 'No folder is watched; RELANCE_INBOX names one.')
  }
}
