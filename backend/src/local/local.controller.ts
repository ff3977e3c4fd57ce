import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Body, Controller, Get, Post, Req, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { personOf } from '../auth/person'
import { preview } from '../files/files.contract'
import type { FilePreview } from '../files/files.contract'
import { FilesService } from '../files/files.service'
import type { DiskFile } from '../files/files.service'
import { Answers, AnswersStream } from '../http/answers'
import { AppError, notFound } from '../http/app-error'
import { Unaudited } from '../auth/unaudited'
import { LocalOnly } from '../http/public'
import { job } from '../jobs/jobs.contract'
import type { Job } from '../jobs/jobs.contract'
import { GateService } from '../workbench'
import { localLoad, sqlRequest, storesState } from './local.contract'
import type { LocalLoad, SqlRequest, StoresState } from './local.contract'
import { LocalService } from './local.service'

const FORMATS: Record<SqlRequest['format'], string> = {
  csv: 'CSVWithNames',
  json: 'JSON',
  parquet: 'Parquet',
  table: 'PrettyCompact',
}
/** What only a command of the data directory's owner may ask: it reads files of this machine. */
@ApiTags('local')
@LocalOnly()
@Controller('api/local')
export class LocalController {
  constructor(
    private readonly files: FilesService,
    private readonly gate: GateService,
    private readonly local: LocalService,
  ) {}

  @Get('stores')
  @Answers('Versions, migrations and clocks of both stores', storesState)
  stores(): Promise<StoresState> {
    return this.local.stores()
  }

  @Post('loads')
  @Unaudited('its load says who brought what')
  @Answers('Loads a file of this machine', job, 202)
  async load(@Body({ schema: localLoad }) body: LocalLoad, @Req() request: FastifyRequest): Promise<Job> {
    const file = await diskFile(body)
    const remove = () => fs.promises.rm(body.path, { force: true })
    return this.files.loadFile(file, body, request.person, body.temporary ? remove : undefined)
  }

  @Post('previews')
  @Unaudited('changes nothing')
  @Answers('How a file of this machine would be read', preview)
  async preview(@Body({ schema: localLoad }) body: LocalLoad): Promise<FilePreview> {
    return this.files.previewOf(await diskFile(body), body)
  }

  @Post('sql')
  @AnswersStream('Runs one statement that only reads', 'application/octet-stream')
  async sql(
    @Body({ schema: sqlRequest }) { sql, format }: SqlRequest,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    const queryId = `command-${randomUUID()}`
    const asked = { queryId, sql, format: FORMATS[format] }
    const answer = await this.gate.askWell(personOf(request), asked)
    answer.body.once('close', () => {
      answer.leave()
      if (!answer.body.readableEnded) this.gate.kill(queryId)
    })
    return new StreamableFile(answer.body)
  }
}

async function diskFile(body: LocalLoad): Promise<DiskFile> {
  if (!path.isAbsolute(body.path)) throw new AppError('http/invalid', 400, 'path: must be absolute')
  const stat = await fs.promises.stat(body.path).catch(() => undefined)
  if (!stat?.isFile()) throw notFound('files/not-found', `There is no file ${body.path}.`)
  return { name: body.name ?? path.basename(body.path), path: body.path, bytes: stat.size }
}
