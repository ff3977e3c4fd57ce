import type { ExportRequest, Problem, ResultColumn, RunEnd, RunProgress } from '@relance/backend/contract'
import { writeHeader } from './client'
import { ApiError, toApiError } from './problem'

/** What a run brings, in the order it comes. */
export type RunPart =
  { progress: RunProgress } | { columns: ResultColumn[] } | { rows: unknown[][] } | { end: RunEnd }

export interface RunQuestion {
  id: string
  sql: string
  params: Record<string, string>
  max_rows: number
}

async function post(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json', [writeHeader]: '1' }
  let answer: Response
  try {
    answer = await fetch(`/api/workbench${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers,
      body: JSON.stringify(body),
      signal,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError({ code: 'network', status: 0, detail: '' })
  }
  if (!answer.ok) throw toApiError(answer.status, await answer.text())
  return answer
}

/** Runs a statement; its parts come as the engine works. Throws ApiError, also in the middle of a result. */
export async function* runStatement(question: RunQuestion, signal: AbortSignal): AsyncGenerator<RunPart> {
  const answer = await post('/runs', question, signal)
  for await (const line of linesOf(answer)) {
    const part = JSON.parse(line) as RunPart | { problem: Problem }
    if ('problem' in part) throw new ApiError({ ...part.problem, details: part.problem.details ?? {} })
    yield part
  }
}

async function* linesOf(answer: Response): AsyncGenerator<string> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) break
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line !== '')
  }
  if (rest !== '') yield rest
}

/** The whole result as a file. */
export async function exportStatement(question: ExportRequest, signal: AbortSignal): Promise<Blob> {
  return (await post('/exports', question, signal)).blob()
}
