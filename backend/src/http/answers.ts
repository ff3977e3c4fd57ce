import { HttpCode, SerializeOptions, applyDecorators } from '@nestjs/common'
import { ApiOperation, ApiResponse } from '@nestjs/swagger'
import type { z } from 'zod'
import { problem } from './problem.contract'

/** Says what a route does and answers: the same schema documents, checks and trims the answer. */
export function Answers(summary: string, schema: z.ZodType, status = 200) {
  return applyDecorators(
    HttpCode(status),
    SerializeOptions({ schema }),
    ApiOperation({ summary }),
    ApiResponse({ status, standardSchema: schema, description: 'The answer' }),
    problemResponse,
  )
}

/** A route that answers a stream of another kind than JSON. */
export function AnswersStream(summary: string, type: string) {
  return applyDecorators(
    HttpCode(200),
    ApiOperation({ summary }),
    ApiResponse({
      status: 200,
      description: 'A stream',
      content: { [type]: { schema: { type: 'string' } } },
    }),
    problemResponse,
  )
}

const problemResponse = ApiResponse({
  status: 'default',
  standardSchema: problem,
  description: 'An error, as application/problem+json',
})
