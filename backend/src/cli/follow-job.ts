import { setTimeout as sleep } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'
import type { Job } from '../jobs/jobs.contract'
import type { LoadResult } from '../loads/loads.contract'
import type { Client } from './client'
import { RequestError } from './client'

const ASK_EVERY_MS = 100

/**
 * Follows a job to its end, with a progress bar on a terminal. Ctrl-C cancels the job and waits for its end.
 * @throws RequestError with what went wrong
 */
export async function followJob(client: Client, first: Job, quiet: boolean): Promise<LoadResult | null> {
  const bar = quiet || !process.stderr.isTTY ? undefined : progressBar()
  const cancel = () => void client.json('DELETE', `/api/jobs/${first.id}`).catch(() => undefined)
  process.once('SIGINT', cancel)
  try {
    let job = first
    while (job.state === 'waiting' || job.state === 'running') {
      await sleep(ASK_EVERY_MS)
      job = await client.json<Job>('GET', `/api/jobs/${first.id}`)
      bar?.show(job)
    }
    if (job.state === 'done') return job.result
    throw new RequestError(job.problem ?? CANCELLED)
  } finally {
    bar?.stop()
    process.off('SIGINT', cancel)
  }
}

const CANCELLED = {
  type: 'about:blank',
  title: 'Cancelled',
  status: 499,
  code: 'jobs/cancelled',
  detail: 'Cancelled; nothing of it counts.',
}

function progressBar() {
  const format = '{title} [{bar}] {percentage} % {phase}, {rows} rows'
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stream: process.stderr })
  let started = false
  return {
    show(job: Job) {
      const { bytes_read, bytes_total, phase, rows } = job.progress
      const total = bytes_total ?? Math.max(1, bytes_read)
      if (!started) bar.start(total, 0, { title: job.title, phase, rows })
      started = true
      bar.setTotal(total)
      bar.update(Math.min(bytes_read, total), { title: job.title, phase, rows })
    },
    stop: () => bar.stop(),
  }
}
