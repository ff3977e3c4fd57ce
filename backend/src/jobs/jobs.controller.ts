import { Controller, Delete, Get, Param, Sse } from '@nestjs/common'
import type { MessageEvent } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { map } from 'rxjs'
import type { Observable } from 'rxjs'
import { z } from 'zod'
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
  @Answers('Long work of this run of the server, newest first', jobsAnswer)
  list(): JobsAnswer {
    return { rows: this.board.list() }
  }

  @Get(':id')
  @Answers('One job', job)
  get(@Param('id', { schema: id }) jobId: string): Job {
    return this.board.get(jobId)
  }

  @Sse(':id/events')
  @AnswersStream('The job at each change, as server-sent events, until it ends', 'text/event-stream')
  events(@Param('id', { schema: id }) jobId: string): Observable<MessageEvent> {
    return this.board.watch(jobId).pipe(map((data) => ({ data })))
  }

  @Delete(':id')
  @Answers('Cancels a job', job)
  cancel(@Param('id', { schema: id }) jobId: string): Job {
    return this.board.cancel(jobId)
  }
}
