import { Command, InvalidArgumentError } from 'commander'
import type {
  Campaign,
  CampaignDetail,
  CampaignFinding,
  CampaignLogAnswer,
  CampaignsAnswer,
  DryRun,
} from '../../campaigns/campaigns.contract'
import type { Job } from '../../jobs/jobs.contract'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'
import { followJob } from '../follow-job'
import { table } from '../output'
import { idOf } from './campaign-id'
import { campaignResults } from './campaign-results'
import { day } from './ingest'

const list = command('list', 'campaigns, active ones first').action((flags: CommonFlags) =>
  withClient(flags, async ({ client, out }) => {
    const answer = await client.json<CampaignsAnswer>('GET', '/api/campaigns')
    const header = ['id', 'state', 'priority', 'version', 'errors', 'name']
    out.result(answer, () => table(header, answer.rows.map(line), [2, 3, 4]))
    return EXIT.ok
  }),
)

const line = ({ id, state, priority, version, errors, name }: Campaign): string[] => [
  id,
  state,
  String(priority),
  String(version),
  errors === null ? '' : String(errors),
  name,
]

const show = command('show', 'the steps of one campaign, and who did what with it')
  .argument('<id>')
  .action((given: string, flags: CommonFlags) =>
    withClient(flags, async ({ client, out }) => {
      const id = await idOf(client, given)
      const campaign = await client.json<CampaignDetail>('GET', `/api/campaigns/${id}`)
      const { rows } = await client.json<CampaignLogAnswer>('GET', `/api/campaigns/${id}/log`)
      out.result({ ...campaign, log: rows }, () => {
        const log = rows.map((row) => [row.at, row.actor, row.action, row.to_state ?? '', row.note])
        const head = `${campaign.name}: ${campaign.state}, version ${campaign.version}`
        return [head, stepsTable(campaign), table(['at', 'who', 'did', 'state', 'note'], log)].join('\n\n')
      })
      return EXIT.ok
    }),
  )

function stepsTable({ definition }: CampaignDetail): string {
  const rows = definition.scenarios.flatMap(({ segment, steps }) =>
    steps.map((step) => {
      const when = 'from_due' in step.day ? `due ${signed(step.day.from_due)}` : `+${step.day.after_previous}`
      return [segment ?? 'everyone else', step.id, when, step.channels.join(', '), step.tone, step.template]
    }),
  )
  return table(['segment', 'step', 'day', 'channels', 'tone', 'template'], rows)
}

const signed = (value: number): string => (value < 0 ? String(value) : `+${value}`)

const check = command('check', 'what stands against a campaign; exit code 1 with errors')
  .argument('<id>')
  .action((given: string, flags: CommonFlags) =>
    withClient(flags, async ({ client, out }) => {
      const id = await idOf(client, given)
      const { check: found } = await client.json<CampaignDetail>('POST', `/api/campaigns/${id}/check`)
      const findings = found?.findings ?? []
      out.result(found, () => {
        const counts = `${found?.errors ?? 0} errors, ${found?.warnings ?? 0} warnings`
        return findings.length === 0 ? counts : `${findings.map(sentence).join('\n')}\n${counts}`
      })
      return (found?.errors ?? 0) > 0 ? EXIT.failed : EXIT.ok
    }),
  )

function sentence({ severity, place, message, mend, law }: CampaignFinding): string {
  const where = place === null ? '' : [place.step, place.channel, place.language, place.debtor_kind]
  const at = where === '' ? '' : ` [${where.filter((part) => part !== null && part !== '').join(' ')}]`
  const article = law === null ? '' : ` (${law.article}, in force since ${law.valid_from})`
  return `${severity}${at}: ${message.en}${article}\n  ${mend.en}`
}

interface DryRunFlags extends CommonFlags {
  days: number
  from?: string
}

const dryRun = command('dry-run', 'what a campaign would send; nothing is sent')
  .argument('<id>')
  .option('--days <n>', 'how many days to live', wholeDays, 90)
  .option('--from <date>', 'first day (default: today)', day)
  .action((given: string, flags: DryRunFlags) =>
    withClient(flags, async ({ client, out }) => {
      const id = await idOf(client, given)
      const body = { days: flags.days, ...(flags.from === undefined ? {} : { from: flags.from }) }
      const job = await client.json<Job>('POST', `/api/campaigns/${id}/dry-run`, body)
      await followJob(client, job, out.json)
      const run = await client.json<DryRun>('GET', `/api/campaigns/${id}/dry-runs/${job.id}`)
      out.result(run, () => dryRunText(run))
      return EXIT.ok
    }),
  )

function dryRunText({ summary, from, days }: DryRun): string {
  if (summary === null) return 'The run has no result.'
  const head = `${days} days from ${from}: ${summary.contacts} contacts to ${summary.customers} customers, cost ${summary.cost}`
  const steps = summary.by_step.map((row) => [
    row.segment || 'everyone else',
    row.step,
    String(row.contacts),
    String(row.customers),
    row.claimed,
  ])
  const held = Object.entries(summary.verdicts)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => [reason, String(count)])
  return [
    head,
    table(['segment', 'step', 'contacts', 'customers', 'claimed'], steps, [2, 3, 4]),
    table(['no message because', 'customer days'], held, [1]),
  ].join('\n\n')
}

const move = (name: 'approve' | 'start' | 'pause' | 'resume' | 'end', description: string) =>
  command(name, description)
    .argument('<id>')
    .option('--note <text>', 'why, for the log', '')
    .action((given: string, flags: CommonFlags & { note: string }) =>
      withClient(flags, async ({ client, out }) => {
        const id = await idOf(client, given)
        const path = `/api/campaigns/${id}/${name}`
        const after = await client.json<CampaignDetail>('POST', path, { note: flags.note })
        out.result(after, () => `${after.name}: ${after.state}`)
        return EXIT.ok
      }),
    )

function wholeDays(value: string): number {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 1 || count > 400)
    throw new InvalidArgumentError('From 1 to 400 days.')
  return count
}

export const campaign = new Command('campaign').description('reminder campaigns')
for (const one of [
  list,
  show,
  check,
  dryRun,
  move('approve', 'approve a checked campaign'),
  move('start', 'start an approved campaign'),
  move('pause', 'pause a running campaign: nothing more is planned or sent'),
  move('resume', 'resume a paused campaign'),
  move('end', 'end a campaign for good'),
  campaignResults,
]) {
  campaign.addCommand(one)
}
