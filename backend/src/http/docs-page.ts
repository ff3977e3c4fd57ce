import type { OpenAPIObject } from '@nestjs/swagger'

interface Operation {
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema?: unknown }[]
  requestBody?: { content?: Record<string, { schema?: unknown }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>
  'x-public'?: boolean
  'x-local'?: boolean
}

/** The API as a page to read: no script, and a style that the nonce allows. */
export function docsPage(document: OpenAPIObject, nonce: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  )
  const groups = new Map<string, typeof operations>()
  for (const entry of operations) {
    const tag = entry.operation.tags?.[0] ?? 'other'
    groups.set(tag, [...(groups.get(tag) ?? []), entry])
  }
  const sections = [...groups].map(
    ([tag, entries]) =>
      `<section><h2 id="${text(tag)}">${text(tag)}</h2>${entries.map(operationHtml).join('')}</section>`,
  )
  const nav = [...groups.keys()].map((tag) => `<a href="#${text(tag)}">${text(tag)}</a>`).join(' ')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Relance API</title>
<style nonce="${nonce}">${STYLE}</style></head><body><main><h1>Relance API ${text(document.info.version)}</h1>
<p>${text(document.info.description ?? '')}</p><p><a href="/api/openapi.json">OpenAPI 3.1 document</a></p>
<nav aria-label="Groups">${nav}</nav>${sections.join('')}</main></body></html>`
}

function operationHtml(entry: { path: string; method: string; operation: Operation }): string {
  const { path, method, operation } = entry
  const notes = [
    operation['x-public'] ? 'no session needed' : '',
    operation['x-local'] ? 'command line only' : '',
  ]
  const parameters = (operation.parameters ?? []).map(
    (parameter) =>
      `<tr><td><code>${text(parameter.name)}</code></td><td>${text(parameter.in)}${parameter.required ? ', required' : ''}</td>` +
      `<td><code>${schemaText(parameter.schema)}</code></td></tr>`,
  )
  const body = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<h4>Body, ${text(type)}</h4><pre>${schemaText(schema, 2)}</pre>`,
  )
  const answers = Object.entries(operation.responses ?? {}).flatMap(([status, response]) =>
    Object.entries(response.content ?? {}).map(
      ([type, { schema }]) => `<h4>${text(status)}, ${text(type)}</h4><pre>${schemaText(schema, 2)}</pre>`,
    ),
  )
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${text(path)}</code> ${text(operation.summary ?? '')}
<small>${text(notes.filter(Boolean).join(', '))}</small></summary>
${parameters.length > 0 ? `<table><tbody>${parameters.join('')}</tbody></table>` : ''}${body.join('')}${answers.join('')}</details>`
}

const schemaText = (schema: unknown, indent = 0) => text(JSON.stringify(schema ?? {}, null, indent))
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const text = (value: string) => value.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '')

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0}
main{max-width:60rem;margin:0 auto;padding:1rem}details{border-top:1px solid #8886;padding:.4rem 0}
summary{cursor:pointer}pre{overflow:auto;max-height:24rem;background:#8881;padding:.6rem}
table{border-collapse:collapse}td{padding:.15rem .8rem .15rem 0;vertical-align:top}nav a{margin-right:.8rem}`
