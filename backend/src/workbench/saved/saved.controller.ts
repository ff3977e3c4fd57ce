import { Body, Controller, Delete, Get, Param, Patch, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import { Answers } from '../../http/answers'
import { done } from '../../http/shapes.contract'
import {
  newSavedQuery,
  newVersion,
  savedQueriesAnswer,
  savedQuery,
  savedQueryAnswer,
  savedQueryChange,
} from './saved.contract'
import type { SavedQueriesAnswer, SavedQuery, SavedQueryAnswer, SavedQueryChange } from './saved.contract'
import { SavedQueriesService } from './saved.service'

const id = z.uuid()

@ApiTags('workbench')
@Controller('api/workbench/queries')
export class SavedQueriesController {
  constructor(private readonly saved: SavedQueriesService) {}

  @Get()
  @Access('sql', 'none')
  @Answers('Queries one has saved, and those that others share', savedQueriesAnswer)
  async list(@Req() request: FastifyRequest): Promise<SavedQueriesAnswer> {
    return { rows: await this.saved.list(personOf(request)) }
  }

  @Post()
  @Access('sql', 'none')
  @Answers('Saves a query', savedQuery, 201)
  save(
    @Body({ schema: newSavedQuery }) body: z.output<typeof newSavedQuery>,
    @Req() request: FastifyRequest,
  ): Promise<SavedQuery> {
    return this.saved.save(personOf(request), body)
  }

  @Get(':id')
  @Access('sql', 'none')
  @Answers('A query with all its versions', savedQueryAnswer)
  get(
    @Param('id', { schema: id }) queryId: string,
    @Req() request: FastifyRequest,
  ): Promise<SavedQueryAnswer> {
    return this.saved.get(personOf(request), queryId)
  }

  @Post(':id/versions')
  @Access('sql', 'none')
  @Answers('Writes the next version of a query', savedQuery, 201)
  write(
    @Param('id', { schema: id }) queryId: string,
    @Body({ schema: newVersion }) body: z.output<typeof newVersion>,
    @Req() request: FastifyRequest,
  ): Promise<SavedQuery> {
    return this.saved.write(personOf(request), queryId, body)
  }

  @Patch(':id')
  @Access('sql', 'none')
  @Answers('Names a query anew, shares it or takes that back', savedQuery)
  change(
    @Param('id', { schema: id }) queryId: string,
    @Body({ schema: savedQueryChange }) body: SavedQueryChange,
    @Req() request: FastifyRequest,
  ): Promise<SavedQuery> {
    return this.saved.change(personOf(request), queryId, body)
  }

  @Delete(':id')
  @Access('sql', 'none')
  @Answers('Deletes a query', done)
  async remove(@Param('id', { schema: id }) queryId: string, @Req() request: FastifyRequest) {
    await this.saved.remove(personOf(request), queryId)
    return { done: true as const }
  }
}
