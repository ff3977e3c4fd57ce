import type { Job } from '@relance/backend/contract'
import { request } from './client'

const ended = (job: Job) => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'

export const cancelJob = (id: string) => request<unknown>('DELETE', `/jobs/${id}`)

/**
 * Follows a job until it ends and answers it. Server-sent events tell of each step; should the stream break,
 * the job is read again every second.
 */
export function followJob(first: Job, onStep: (job: Job) => void): Promise<Job> {
  if (ended(first)) return Promise.resolve(first)
  return new Promise((resolve, reject) => {
    const stream = new EventSource(`/api/jobs/${first.id}/events`)
    const step = (job: Job) => {
      onStep(job)
      if (ended(job)) {
        stream.close()
        resolve(job)
      }
    }
    const poll = async () => {
      try {
        const job = await request<Job>('GET', `/jobs/${first.id}`)
        step(job)
        if (!ended(job)) setTimeout(() => void poll(), 1000)
      } catch (cause) {
        reject(cause instanceof Error ? cause : new Error(String(cause)))
      }
    }
    stream.onmessage = (event: MessageEvent<string>) => step(JSON.parse(event.data) as Job)
    stream.onerror = () => {
      stream.close()
      void poll()
    }
  })
}
