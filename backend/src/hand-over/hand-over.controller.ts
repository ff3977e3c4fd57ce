import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { AnswersStream } from '../http/answers'
import { handOverQuery } from './hand-over.contract'
import { HandOverService } from './hand-over.service'

@ApiTags('receivables')
@Controller('api/hand-over')
export class HandOverController {
  constructor(private readonly files: HandOverService) {}

  @Get()
  @Access('work', 'query')
  @Header('content-disposition', 'attachment; filename="hand-over.pdf"')
  @AnswersStream('Invoices, reminders with proofs, promises and disputes of one customer', 'application/pdf')
  async file(@Query({ schema: handOverQuery }) query: z.output<typeof handOverQuery>) {
    return new StreamableFile(await this.files.file(query), { type: 'application/pdf' })
  }
}
