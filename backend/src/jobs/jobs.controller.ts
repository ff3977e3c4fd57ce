import { Controller, Delete, Get, Param, Req, Sse } from '@nestjs/common'
import type { MessageEvent } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { map } from 'rxjs'
import type { Observable } from 'rxjs'
import { z } from 'zod'
import { Access } from '../auth/access'
import { refused } from '../auth/entity-limit'
import { personOf } from '../auth/person'
import type { Person } from '../auth/person'
import { may } from '../auth/rights'
import { Answers, AnswersStream } from '../http/answers'
import { JobBoard } from './job-board'
import { job, jobsAnswer } from './jobs.contract'
import type { Job, JobsAnswer } from './jobs.contract'

const id = z.uuid()

@ApiTags('jobs')
@Controller('api/jobs')
export class JobsController {
  constructor(private readonly board: JobBoard) {}

  @Get()
  @Access('look', 'handler')
  @Answers('Long work of this run of the server, newest first', jobsAnswer)
  list(@Req() request: FastifyRequest): JobsAnswer {
    const person = personOf(request)
    return { rows: this.board.list(seesAll(person) ? undefined : person.id) }
  }

  @Get(':id')
  @Access('look', 'handler')
  @Answers('One job', job)
  get(@Param('id', { schema: id }) jobId: string, @Req() request: FastifyRequest): Job {
    this.requireSeen(jobId, request)
    return this.board.get(jobId)
  }

  @Sse(':id/events')
  @Access('look', 'handler')
  @AnswersStream('The job at each change, as server-sent events, until it ends', 'text/event-stream')
  events(
    @Param('id', { schema: id }) jobId: string,
    @Req() request: FastifyRequest,
  ): Observable<MessageEvent> {
    this.requireSeen(jobId, request)
    return this.board.watch(jobId).pipe(map((data) => ({ data })))
  }

  @Delete(':id')
  @Access('look', 'handler')
  @Answers('Cancels a job', job)
  cancel(@Param('id', { schema: id }) jobId: string, @Req() request: FastifyRequest): Job {
    const person = personOf(request)
    const manages = seesAll(person) && may(person, 'manage')
    if (!manages && !this.board.isOf(jobId, person.id)) throw refused()
    return this.board.cancel(jobId)
  }

  /** A job tells of the entities that it works on, so others than who asked for it must see all of them. */
  private requireSeen(jobId: string, request: FastifyRequest): void {
    const person = personOf(request)
    if (!seesAll(person) && !this.board.isOf(jobId, person.id)) throw refused()
  }
}

const seesAll = (person: Person) => person.entities === null && may(person, 'read')
