import { Body, Controller, Delete, Param, Post, Req } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Answers } from '../http/answers'
import { AppError } from '../http/app-error'
import { done } from '../http/shapes.contract'
import { job } from '../jobs/jobs.contract'
import type { Job } from '../jobs/jobs.contract'
import { FileStore } from './file-store'
import { loadOptions, preview, storedFile } from './files.contract'
import type { FilePreview, LoadOptions, StoredFile } from './files.contract'
import { FilesService } from './files.service'

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
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @Answers('Takes a file and says how it would be read', storedFile, 201)
  async receive(@Req() request: FastifyRequest): Promise<StoredFile> {
    if (!request.isMultipart()) {
      throw new AppError('files/no-file', 400, 'Send the file as multipart/form-data, field "file".')
    }
    const part = await request.file()
    if (!part) throw new AppError('files/no-file', 400, 'The form has no file.')
    return this.files.receive(part.filename, part.file)
  }

  @Post(':id/preview')
  @Answers('How a kept file would be read with these options', preview)
  preview(
    @Param('id', { schema: id }) fileId: string,
    @Body({ schema: loadOptions }) options: LoadOptions,
  ): Promise<FilePreview> {
    return this.files.preview(fileId, options)
  }

  @Post(':id/load')
  @Answers('Loads a kept file', job, 202)
  load(
    @Param('id', { schema: id }) fileId: string,
    @Body({ schema: loadOptions }) options: LoadOptions,
    @Req() request: FastifyRequest,
  ): Job {
    return this.files.load(fileId, options, request.person)
  }

  @Delete(':id')
  @Answers('Forgets a kept file', done)
  async remove(@Param('id', { schema: id }) fileId: string) {
    await this.store.remove(this.store.get(fileId).id)
    return { done: true as const }
  }
}
