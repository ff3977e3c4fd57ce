import type { INestApplication } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger'
import type { OpenAPIObject } from '@nestjs/swagger'
import { z } from 'zod'

/** The description of the whole API (OpenAPI 3.1), made from the routes and their schemas. */
export function describeApi(app: INestApplication, version: string): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Relance')
    .setDescription(
      'Receivables, reminders and what they do to cash. Amounts are decimal text, days are YYYY-MM-DD. ' +
        'Errors are application/problem+json with a stable code. A write from a browser carries the header ' +
        'x-relance-request. A write may carry an Idempotency-Key: the same key again gets the same answer.',
    )
    .setVersion(version)
    .addCookieAuth('relance_session')
    .addBearerAuth()
    .build()
  return SwaggerModule.createDocument(app, base, {
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { schema: toSchema(schema, schemaType) } : undefined,
  })
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return rest
}
