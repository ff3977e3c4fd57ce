import { Readable } from 'node:stream'
import { Body, Controller, Delete, Param, Post, Query, Req } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Unaudited } from '../auth/unaudited'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { AppError } from '../http/app-error'
import { done } from '../http/shapes.contract'
import { job } from '../jobs/jobs.contract'
import type { Job } from '../jobs/jobs.contract'
import { FileStore } from './file-store'
import { loadOptions, preview } from './files.contract'
import type { FilePreview, LoadOptions, StoredFile } from './files.contract'
import { FilesService } from './files.service'
import { receivedFiles, receivedQuery } from './received.contract'
import type { ReceivedFiles } from './received.contract'

const id = z.uuid()
const FORM = {
  schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
}

@ApiTags('files')
@Controller('api/files')
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly store: FileStore,
  ) {}

  @Post()
  @Unaudited('its load says who brought what')
  @Access('ingest', 'company')
  @ApiConsumes('multipart/form-data', 'application/octet-stream')
  @ApiBody(FORM)
  @Answers('Takes files and says how each would be read', receivedFiles, 201)
  async receive(
    @Req() request: FastifyRequest,
    @Query({ schema: receivedQuery }) query: z.output<typeof receivedQuery>,
  ): Promise<ReceivedFiles> {
    const files: StoredFile[] = []
    if (request.isMultipart()) {
      // Each file is on disk before the next one is read: a form of any size costs no memory.
      for await (const part of request.files()) files.push(await this.files.receive(part.filename, part.file))
    } else if (request.body instanceof Readable) {
      files.push(await this.files.receive(query.name ?? 'file', request.body))
    } else {
      const how = 'Send files as multipart/form-data, or one as application/octet-stream.'
      throw new AppError('files/no-file', 400, how)
    }
    const [first, ...others] = files
    if (!first) throw new AppError('files/no-file', 400, 'The form has no file.')
    return { ...first, others }
  }

  @Post(':id/preview')
  @Unaudited('changes nothing')
  @Access('ingest', 'company')
  @Answers('How a kept file would be read with these options', preview)
  preview(
    @Param('id', { schema: id }) fileId: string,
    @Body({ schema: loadOptions }) options: LoadOptions,
  ): Promise<FilePreview> {
    return this.files.preview(fileId, options)
  }

  @Post(':id/load')
  @Unaudited('its load says who brought what')
  @Access('ingest', 'company')
  @Answers('Loads a kept file', job, 202)
  load(
    @Param('id', { schema: id }) fileId: string,
    @Body({ schema: loadOptions }) options: LoadOptions,
    @Req() request: FastifyRequest,
  ): Job {
    return this.files.load(fileId, options, request.person)
  }

  @Delete(':id')
  @Access('ingest', 'company')
  @Answers('Forgets a kept file', done)
  async remove(@Param('id', { schema: id }) fileId: string) {
    await this.store.remove(this.store.get(fileId).id)
    return { done: true as const }
  }
}
