import { Body, Controller, Post, Req, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Unaudited } from '../../auth/unaudited'
import { AnswersStream } from '../../http/answers'
import { exportRequest } from './exports.contract'
import type { ExportRequest } from './exports.contract'
import { ExportsService } from './exports.service'

const TYPES: Record<ExportRequest['format'], string> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

@ApiTags('workbench')
@Controller('api/workbench/exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Post()
  @Access('sql', 'handler')
  @Unaudited('its service writes the line, once the engine has agreed')
  @AnswersStream('The whole result of a statement as CSV, XLSX or Parquet', 'application/octet-stream')
  async start(
    @Body({ schema: exportRequest }) body: ExportRequest,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    const file = await this.exports.start(personOf(request), body)
    const disposition = `attachment; filename="result.${body.format}"`
    return new StreamableFile(file, { type: TYPES[body.format], disposition })
  }
}
