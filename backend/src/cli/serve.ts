import { peopleAddress, programsAddress, signInAddress, startServer } from '../app/server'
import type { Server } from '../app/server'
import type { Config } from '../config/config'
import { demoRequest } from '../demo/demo.contract'
import { DemoService } from '../demo/demo.service'
import { clientOf } from './client'
import { EXIT } from './exit'
import { followJob } from './follow-job'
import type { Output } from './output'

/** After this the process ends whatever is left to be closed; the stores lose no acknowledged row by it. */
const END_WITHIN_MS = 4000
/** What ends sooner needs no word. */
const SILENT_MS = 500

/** Runs the server until Ctrl-C or SIGTERM. */
export async function serve(config: Config, out: Output, wishes: { demo: boolean }): Promise<void> {
  const server = await startServer(config, config.verbose ? out.note : () => undefined)
  const ending = untilSignal(server, out, config.drainMs)
  if (wishes.demo) await loadDemoAtFirstStart(server, out)
  if (!ending.begun) {
    const link = await signInAddress(server, config)
    const clickhouse = programsAddress(server, config)
    const facts = { address: peopleAddress(server, config), link, data: config.dataDir, clickhouse }
    out.result({ ...facts, pid: process.pid }, () => startText(facts))
  }
  await ending.ended
}

/** On an empty data directory every screen gets something to show. A demo that fails does not stop the server. */
async function loadDemoAtFirstStart(server: Server, out: Output): Promise<void> {
  const demo = server.app.get(DemoService)
  if (!(await demo.nothingLoaded())) return
  out.note('Loading the demo company …')
  try {
    const job = demo.load(demoRequest.parse({ experiments: true }), undefined)
    await followJob(clientOf(server), job, out.json)
  } catch (error) {
    out.note(`The demo company was not loaded: ${(error as Error).message}`)
  }
}

function startText(facts: { link: string; data: string; clickhouse: string }): string {
  return [
    '',
    `  Relance      ${facts.link}`,
    '               (this link signs you in once, within 15 minutes)',
    `  Data         ${facts.data}`,
    `  ClickHouse   ${facts.clickhouse}  (for BI tools, with a login made in Relance)`,
    '',
    '  Ctrl-C ends everything.',
  ].join('\n')
}

interface Ending {
  begun: boolean
  ended: Promise<void>
}

/** On Ctrl-C or SIGTERM everything ends in order; a second signal ends at once. */
function untilSignal(server: Server, out: Output, drainMs: number): Ending {
  const ending: Ending = { begun: false, ended: Promise.resolve() }
  ending.ended = new Promise((resolve) => {
    const end = () => {
      if (ending.begun) process.exit(EXIT.failed)
      ending.begun = true
      const failed = (error: Error) => out.note(error.message)
      void endInOrder(server, out, drainMs).catch(failed).finally(resolve)
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
  })
  return ending
}

async function endInOrder(server: Server, out: Output, drainMs: number): Promise<void> {
  const seconds = drainMs / 1000
  const busy = `Ending once what runs has ended, within ${seconds} s; Ctrl-C again ends at once.`
  const patience = setTimeout(() => out.note(busy), SILENT_MS)
  const left = await server.drain(drainMs)
  clearTimeout(patience)
  if (left) out.note(`Cut off after ${seconds} s: ${left.requests} requests, ${left.jobs} jobs.`)
  out.note('Ending …')
  setTimeout(() => process.exit(EXIT.failed), END_WITHIN_MS).unref()
  await server.close()
}
