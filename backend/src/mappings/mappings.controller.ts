import { Body, Controller, Delete, Get, Param, Patch, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { done } from '../http/shapes.contract'
import { mappingChange, mappingsAnswer, newMapping, savedMapping } from './mappings.contract'
import type { MappingChange, MappingsAnswer, SavedMapping } from './mappings.contract'
import { MappingsService } from './mappings.service'

const id = z.uuid()

@ApiTags('mappings')
@Controller('api/mappings')
export class MappingsController {
  constructor(private readonly mappings: MappingsService) {}

  @Get()
  @Access('read', 'none')
  @Answers('Mappings that were kept, by name', mappingsAnswer)
  async list(): Promise<MappingsAnswer> {
    return { rows: await this.mappings.list() }
  }

  @Post()
  @Access('ingest', 'company')
  @Answers('Keeps a mapping for files with these headers', savedMapping, 201)
  save(
    @Body({ schema: newMapping }) body: z.output<typeof newMapping>,
    @Req() request: FastifyRequest,
  ): Promise<SavedMapping> {
    return this.mappings.save(body, request.person?.id ?? 'system')
  }

  @Patch(':id')
  @Access('ingest', 'company')
  @Answers('Gives a kept mapping another name', savedMapping)
  rename(
    @Param('id', { schema: id }) mappingId: string,
    @Body({ schema: mappingChange }) { name }: MappingChange,
    @Req() request: FastifyRequest,
  ): Promise<SavedMapping> {
    return this.mappings.rename(mappingId, name, request.person?.id ?? 'system')
  }

  @Delete(':id')
  @Access('ingest', 'company')
  @Answers('Forgets a mapping; what was loaded with it stays', done)
  async remove(@Param('id', { schema: id }) mappingId: string, @Req() request: FastifyRequest) {
    await this.mappings.remove(mappingId, request.person?.id ?? 'system')
    return { done: true as const }
  }
}
