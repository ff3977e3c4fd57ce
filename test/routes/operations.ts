import { z } from 'zod'

/** A JSON schema of the API's description, as far as values are made of it. */
export type Schema = Readonly<Record<string, unknown>>

export interface Operation {
  method: string
  /** with `{name}` where a value of `path` goes */
  path: string
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema }[]
  /** of the JSON body; undefined where the route takes none, or files and forms only */
  body: Schema | undefined
  /** where its body is not JSON: what it takes */
  media: string | undefined
}

const schema = z.record(z.string(), z.unknown())
const operation = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean().default(false),
        schema: schema.default({}),
      }),
    )
    .default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: schema.default({}) })) })
    .optional(),
})
const description = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) })

/** Every route of the API, as its description at /api/openapi.json tells them. */
export async function readOperations(address: string): Promise<Operation[]> {
  const response = await fetch(`${address}/api/openapi.json`)
  const { paths } = description.parse(await response.json())
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => {
      const content = requestBody?.content ?? {}
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        body: content['application/json']?.schema,
        media: Object.keys(content).find((type) => type !== 'application/json'),
      }
    }),
  )
}
