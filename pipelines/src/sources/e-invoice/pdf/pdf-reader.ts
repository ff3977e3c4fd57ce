import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'

const answer = z.union([
  z.object({ files: z.array(z.object({ name: z.string(), content: z.instanceof(Uint8Array) })) }),
  z.object({ why: z.string() }),
])
/** The XML files attached to a PDF, or why it cannot be read. */
export type PdfAnswer = z.infer<typeof answer>

/** Loading the library takes a moment, on a busy machine seconds. */
const START_MS = 60_000
const IDLE_MS = 5_000
const HEAP_MB = 512

/**
 * Asks a thread for the files of PDFs, one after the other. A PDF that takes too long, or too much memory, costs the
 * thread its life and is told as not readable; the next one gets a new thread. An idle thread ends.
 */
export class PdfReader {
  private thread: Worker | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private idle: NodeJS.Timeout | undefined

  constructor(private readonly withinMs: number) {}

  read(pdf: Uint8Array): Promise<PdfAnswer> {
    const asked = this.turn.then(() => this.ask(pdf))
    this.turn = asked
    return asked
  }

  private async ask(pdf: Uint8Array): Promise<PdfAnswer> {
    clearTimeout(this.idle)
    const thread = this.thread ?? (await this.begin())
    if (!(thread instanceof Worker)) return thread
    thread.ref()
    const bytes = new Uint8Array(pdf)
    thread.postMessage(bytes, [bytes.buffer])
    const { withinMs } = this
    const told = await next(thread, withinMs, `reading it takes longer than ${withinMs / 1000} seconds`)
    const parsed = answer.safeParse(told)
    if (parsed.success) this.rest(thread)
    else await this.end(thread)
    return parsed.success ? parsed.data : { why: String(told) }
  }

  private async begin(): Promise<Worker | PdfAnswer> {
    const thread = new Worker(createRequire(import.meta.url).resolve('@relance/pipelines/pdf-thread'), {
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    // What comes after its end is of no interest, and must not end the process.
    thread.on('error', () => undefined)
    const told = await next(thread, START_MS, 'the reader of PDF files does not start')
    if (told === 'ready') return (this.thread = thread)
    await this.end(thread)
    return { why: String(told) }
  }

  private rest(thread: Worker): void {
    thread.unref()
    this.idle = setTimeout(() => void this.end(thread), IDLE_MS).unref()
  }

  private async end(thread: Worker): Promise<void> {
    if (this.thread === thread) this.thread = undefined
    await thread.terminate()
  }
}

/** The next message of a thread, or in words why there is none. */
function next(thread: Worker, withinMs: number, late: string): Promise<unknown> {
  return new Promise((resolve) => {
    const tell = (told: unknown) => {
      clearTimeout(timer)
      thread.off('message', tell).off('error', failed).off('exit', ended)
      resolve(told)
    }
    const failed = (error: Error) => tell(whyOf(error))
    const ended = () => tell('reading it ended the reader')
    const timer = setTimeout(() => tell(late), withinMs)
    thread.on('message', tell).on('error', failed).on('exit', ended)
  })
}

const whyOf = (error: Error): string =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `reading it takes more than ${HEAP_MB} MB of memory`
    : error.message
