import { Body, Controller, Delete, Get, Param, Post, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Unaudited } from '../auth/unaudited'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import {
  newSegment,
  savedSegment,
  segmentFieldsAnswer,
  segmentPreview,
  segmentPreviewRequest,
  segmentsAnswer,
} from './segments.contract'
import type { SavedSegment, SegmentFieldsAnswer, SegmentPreview, SegmentsAnswer } from './segments.contract'
import { SegmentsService } from './segments.service'

const id = z.string().min(1).max(64)

@ApiTags('segments')
@Controller('api/segments')
export class SegmentsController {
  constructor(private readonly segments: SegmentsService) {}

  @Get()
  @Access('read', 'none')
  @Answers('Segments, by name', segmentsAnswer)
  async list(): Promise<SegmentsAnswer> {
    return { rows: await this.segments.list() }
  }

  @Get('fields')
  @Access('read', 'none')
  @Answers('What a rule may name', segmentFieldsAnswer)
  fields(): SegmentFieldsAnswer {
    return this.segments.fields()
  }

  @Post('preview')
  @Unaudited('changes nothing')
  @Access('read', 'body-list')
  @Answers('Whom a rule takes and what they owe', segmentPreview)
  preview(
    @Body({ schema: segmentPreviewRequest }) body: z.output<typeof segmentPreviewRequest>,
  ): Promise<SegmentPreview> {
    return this.segments.preview(body)
  }

  @Get(':id')
  @Access('read', 'none')
  @Answers('One segment', savedSegment)
  get(@Param('id', { schema: id }) segmentId: string): Promise<SavedSegment> {
    return this.segments.get(segmentId)
  }

  @Post()
  @Access('manage', 'none')
  @Answers('Saves a segment', savedSegment, 201)
  create(
    @Body({ schema: newSegment }) body: z.output<typeof newSegment>,
    @Req() request: FastifyRequest,
  ): Promise<SavedSegment> {
    return this.segments.create(body, personOf(request).id)
  }

  @Put(':id')
  @Access('manage', 'company')
  @Answers('Changes a segment; its rule only while no running campaign uses it', savedSegment)
  change(
    @Param('id', { schema: id }) segmentId: string,
    @Body({ schema: newSegment }) body: z.output<typeof newSegment>,
    @Req() request: FastifyRequest,
  ): Promise<SavedSegment> {
    return this.segments.change(segmentId, body, personOf(request).id)
  }

  @Delete(':id')
  @Access('manage', 'company')
  @Answers('Deletes a segment that no running campaign uses', done)
  async remove(@Param('id', { schema: id }) segmentId: string, @Req() request: FastifyRequest) {
    await this.segments.remove(segmentId, personOf(request).id)
    return { done: true as const }
  }
}
