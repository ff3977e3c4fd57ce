import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSmtp } from '../../../backend/src/dispatch/channels/email/testing'
import { askerOf } from '../../operating/owing-company'
import { ingest } from '../ingest-clients'
import type { Ingested } from '../ingest-clients'
import { root, startProduct, stopProduct } from '../product'
import type { Product } from '../product'
import { Timings } from '../timings'
import type { Timing } from '../timings'
import { question } from './analysts'
import { addressees, eventsOfBody, foundCompany, morningOf } from './company'
import { signIn, walk } from './dashboards'
import { settle } from './findings'
import type { Counts, Findings } from './findings'
import { killing } from './killing'
import { judged } from './load'
import type { Fault, Load } from './load'
import { watchMemory } from './memory'
import type { Memory } from './memory'
import { Outages } from './outages'
import type { Outage } from './outages'
import type { Known } from './pages'

export interface MixedLoad {
  readonly seconds: number
  /** seconds between two kills of the engine, and between two of the backend, which fall in between */
  readonly killEvery: number
  readonly users: number
  readonly analysts: number
  readonly connections: number
  /** customers who owe from the beginning, and customers of the demo company */
  readonly debtors: number
  readonly demoCustomers: number
  /** seconds that somebody looks at a page before the next, and between two bodies of a connection */
  readonly restSeconds: number
  /** milliseconds that the mail server takes for a message: a kill then finds some of them on their way */
  readonly mailMs: number
}
interface Answered {
  readonly ingested: Ingested
  readonly answers: readonly Timing[]
  readonly outages: readonly Outage[]
  readonly memory: Readonly<Record<'backend' | 'engine', Memory>>
  /** answers that were neither right nor said why not */
  readonly faults: readonly Fault[]
}
export interface MixedResult extends Omit<Answered, 'ingested'> {
  readonly given: MixedLoad
  readonly days: number
  readonly bodies: number
  /** bodies that were sent more than once, because nobody acknowledged them at first */
  readonly sentAgain: number
  readonly counts: Counts
  readonly findings: Findings
  /** what the product wrote into its log */
  readonly log: string
}

/**
 * Everything at once on the built product: programs that send events, people on their pages, analysts' statements and a
 * campaign that sends, while engine and backend are killed again and again. The product lives fast: each time that its
 * backend starts, it is the morning of the next working day.
 */
export async function mixedLoad(given: MixedLoad): Promise<MixedResult> {
  const data = mkdtempSync(path.join(tmpdir(), 'relance-mixed-'))
  const smtp = await startSmtp({ keepSource: false })
  let onMessage = () => {}
  smtp.pause = () => {
    onMessage()
    return sleep(given.mailMs)
  }
  const told = { log: '' }
  let day = -1
  const start = () => {
    day += 1
    return startProduct(data, livingOn(morningOf(day)), (text) => (told.log += text))
  }
  const running = { product: await start() }
  try {
    const known = await foundCompany(running.product, data, smtp.port, given)
    const people = await signedIn(running.product, given)
    // A start plans at once; else it would be for the next minute.
    await stopProduct(running.product)
    running.product = await start()
    const sending = () => new Promise<void>((resolve) => (onMessage = resolve))
    const { ingested, ...answered } = await underLoad(given, running, { start, sending, known, ...people })
    await stopProduct(running.product)
    smtp.pause = () => Promise.resolve()
    const end = await settle(
      data,
      smtp,
      [1, 2].map((n) => morningOf(day + n)),
      { ingested, addressees: addressees(given.debtors, ingested.acknowledged.keys()) },
    )
    const { bodies, again: sentAgain } = ingested
    return { given, days: day + 1, bodies, sentAgain, ...answered, ...end, ...told }
  } finally {
    await stopProduct(running.product)
    await smtp.close()
    rmSync(data, { recursive: true, force: true })
  }
}

const livingOn = (moment: number) => ({
  NODE_OPTIONS: `--import=${new URL(`file://${root}/test/faults/mixed/other-day.js`).href}`,
  RELANCE_TEST_OFFSET: String(moment - Date.now()),
  RELANCE_TRUST_PROXY: '1',
})

async function signedIn(product: Product, { users, analysts }: MixedLoad) {
  const persons = (role: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => signIn(product, askerOf(product), role, n)))
  return { users: await persons('credit_manager', users), analysts: await persons('analyst', analysts) }
}

interface Scene extends Awaited<ReturnType<typeof signedIn>> {
  readonly start: () => Promise<Product>
  /** resolves when the mail server has the next message and has not said that it took it */
  readonly sending: () => Promise<void>
  readonly known: Known
}

async function underLoad(given: MixedLoad, running: { product: Product }, scene: Scene): Promise<Answered> {
  const { users, analysts, known } = scene
  const [timings, outages] = [new Timings(), new Outages(scene.start)]
  const [faults, over] = [[] as Fault[], { is: false }]
  const product = () => running.product
  const load: Load = { product, isOver: () => over.is, timings, outages, faults }
  const restMs = given.restSeconds * 1000
  const kills = killing(given, load, scene.sending, (next) => (running.product = next)).finally(
    () => (over.is = true),
  )
  const [ingested, memory] = await Promise.all([
    ingestUnder(load, given.connections, restMs),
    watchMemory(load),
    kills,
    ...users.map((user, n) => walk(load, user, known, n, restMs)),
    ...analysts.map((analyst, n) => question(load, analyst, n, restMs)),
  ])
  return { ingested, answers: timings.all(), outages: outages.all(), memory, faults }
}

function ingestUnder({ faults, outages, ...load }: Load, connections: number, pauseMs: number) {
  return ingest({
    ...{ ...load, connections, pauseMs, eventsOf: eventsOfBody },
    refused: (answer) => {
      const what = judged(answer, answer.began, outages)
      if (what !== null) faults.push({ kind: 'ingest', what, status: answer.status, text: answer.text })
    },
  })
}
