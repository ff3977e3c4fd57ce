import { Body, Controller, Get, Header, Param, Post, Put, Query, Req, StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Unaudited } from '../auth/unaudited'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers, AnswersStream } from '../http/answers'
import { done } from '../http/shapes.contract'
import { PreviewsService } from './previews.service'
import { TAGS } from './tags/catalogue'
import {
  checkAnswer,
  checkRequest,
  family,
  messagePreview,
  newTemplate,
  previewRequest,
  tagsAnswer,
  templateFamily,
  templateQuery,
  templatesAnswer,
  testRequest,
  textChange,
} from './templates.contract'
import type {
  CheckAnswer,
  MessagePreview,
  TagsAnswer,
  TemplateFamily,
  TemplatesAnswer,
} from './templates.contract'
import { TemplatesService } from './templates.service'

/** A page without scripts, forms or anything from elsewhere, which only our own pages may frame. */
const PREVIEW_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

@ApiTags('templates')
@Controller('api/templates')
export class TemplatesController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly previews: PreviewsService,
  ) {}

  @Get()
  @Access('read', 'none')
  @Answers('Families of message texts', templatesAnswer)
  async list(): Promise<TemplatesAnswer> {
    return { rows: await this.templates.list() }
  }

  @Get('tags')
  @Access('read', 'none')
  @Answers('What may stand between double braces', tagsAnswer)
  tags(): TagsAnswer {
    return tagsAnswer.parse({ rows: TAGS })
  }

  @Post('check')
  @Unaudited('changes nothing')
  @Access('read', 'none')
  @Answers('What is wrong with a text', checkAnswer)
  check(@Body({ schema: checkRequest }) body: z.output<typeof checkRequest>): Promise<CheckAnswer> {
    return this.previews.check(body)
  }

  @Post('preview')
  @Unaudited('changes nothing')
  @Access('read', 'body-customer')
  @Answers('A message as a customer would get it', messagePreview)
  preview(@Body({ schema: previewRequest }) body: z.output<typeof previewRequest>): Promise<MessagePreview> {
    return this.previews.preview(body)
  }

  @Post('preview/letter')
  @Unaudited('changes nothing')
  @Access('read', 'body-customer')
  @AnswersStream('A letter as a customer would get it', 'application/pdf')
  async letter(
    @Body({ schema: previewRequest }) body: z.output<typeof previewRequest>,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.previews.letter(body), { type: 'application/pdf' })
  }

  @Get('previews/:id')
  @Access('read', 'none')
  @AnswersStream('An e-mail as a page of its own, for a frame', 'text/html')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PREVIEW_POLICY)
  page(@Param('id', { schema: z.uuid() }) id: string): string {
    return this.previews.page(id)
  }

  @Post('test')
  @Access('manage', 'none')
  @Answers('Sends a message to the one who tries it', done)
  async test(@Body({ schema: testRequest }) body: z.output<typeof testRequest>) {
    await this.previews.test(body)
    return { done: true as const }
  }

  @Get(':family')
  @Access('read', 'none')
  @Answers('All texts of a family, in its newest or a given version', templateFamily)
  family(
    @Param('family', { schema: family }) name: string,
    @Query({ schema: templateQuery }) { version }: z.output<typeof templateQuery>,
  ): Promise<TemplateFamily> {
    return this.templates.family(name, version)
  }

  @Post()
  @Access('manage', 'none')
  @Answers('Makes a family of one’s own, empty or a copy', templateFamily, 201)
  create(
    @Body({ schema: newTemplate }) body: z.output<typeof newTemplate>,
    @Req() request: FastifyRequest,
  ): Promise<TemplateFamily> {
    return this.templates.create(body, personOf(request).id)
  }

  @Put(':family/texts')
  @Access('manage', 'company')
  @Answers('Writes the next version of a family with one text changed', templateFamily)
  change(
    @Param('family', { schema: family }) name: string,
    @Body({ schema: textChange }) body: z.output<typeof textChange>,
    @Req() request: FastifyRequest,
  ): Promise<TemplateFamily> {
    return this.templates.change(name, body, personOf(request).id)
  }
}
