import { Body, Controller, Get, Header, Param, Post, Put, Query, Req, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../../auth/access'
import { limitOf, personOf } from '../../../auth/person'
import { Answers, AnswersStream } from '../../../http/answers'
import { done } from '../../../http/shapes.contract'
import {
  batchLetters,
  failedLetters,
  letterBatch,
  letterBatches,
  letterNumber,
  postedLetters,
} from './letters.contract'
import type { BatchLettersAnswer, LetterBatchesAnswer, PostedLetters } from './letters.contract'
import { LettersService } from './letters.service'

const day = z.iso.date()
const posted = z.object({ posted: z.number() })
const failed = z.object({ failed: z.number() })

@ApiTags('letters')
@Controller('api/sending/letters')
export class LettersController {
  constructor(private readonly letters: LettersService) {}

  @Get()
  @Access('work', 'handler')
  @Answers('Letters by day, to be printed and posted', letterBatches)
  list(@Req() request: FastifyRequest): Promise<LetterBatchesAnswer> {
    return this.letters.list(limitOf(request))
  }

  @Post('posted')
  @Access('work', 'handler')
  @Answers('Says that letters went to the post: from then on they count as sent', posted, 200)
  async posted(@Body({ schema: postedLetters }) { ids }: PostedLetters, @Req() request: FastifyRequest) {
    return { posted: await this.letters.posted(ids, personOf(request).id, limitOf(request)) }
  }

  @Post('failed')
  @Access('work', 'handler')
  @Answers('Says that letters came back or never went: they become messages that were given up', failed, 200)
  async failed(
    @Body({ schema: failedLetters }) body: z.output<typeof failedLetters>,
    @Req() request: FastifyRequest,
  ) {
    return { failed: await this.letters.failed(body, personOf(request).id, limitOf(request)) }
  }

  @Put(':id/number')
  @Access('work', 'handler')
  @Answers('Notes the number under which the post takes a registered letter', done)
  async number(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: letterNumber }) { number }: z.output<typeof letterNumber>,
    @Req() request: FastifyRequest,
  ) {
    await this.letters.number(id, number, personOf(request).id, limitOf(request))
    return { done: true as const }
  }

  @Get(':day')
  @Access('work', 'handler')
  @Header('content-disposition', 'attachment; filename="letters.pdf"')
  @AnswersStream('The letters of a day as one PDF', 'application/pdf')
  async pdf(
    @Param('day', { schema: day }) on: string,
    @Query({ schema: letterBatch }) { registered }: z.output<typeof letterBatch>,
    @Req() request: FastifyRequest,
  ) {
    const pdf = await this.letters.pdf(on, registered, limitOf(request))
    return new StreamableFile(pdf, { type: 'application/pdf' })
  }

  @Get(':day/contents')
  @Access('work', 'handler')
  @Answers('The letters of a batch one by one, in the order of its file', batchLetters)
  contents(
    @Param('day', { schema: day }) on: string,
    @Query({ schema: letterBatch }) { registered }: z.output<typeof letterBatch>,
    @Req() request: FastifyRequest,
  ): Promise<BatchLettersAnswer> {
    return this.letters.contents(on, registered, limitOf(request))
  }

  @Post(':day/posted')
  @Access('work', 'handler')
  @Answers('Says that all letters of a day went to the post', posted, 200)
  async postedDay(
    @Param('day', { schema: day }) on: string,
    @Query({ schema: letterBatch }) { registered }: z.output<typeof letterBatch>,
    @Req() request: FastifyRequest,
  ) {
    const { id } = personOf(request)
    return { posted: await this.letters.postedDay(on, registered, id, limitOf(request)) }
  }
}
