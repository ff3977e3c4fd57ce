import { Inject, Injectable } from '@nestjs/common'
import { and, eq, ne } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { CheckService } from '../../campaigns/check/check.service'
import type { CampaignDetail } from '../../campaigns/campaigns.contract'
import { AppError } from '../../http/app-error'
import { TemplatesService } from '../../messages'
import { experiments } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { ExperimentDesign } from '../experiment.contract'
import type { reason } from '../results/results.contract'
import { cellDefinition, requireCells, templatesOf } from '../running/cell-ways'

type Obstacle = z.infer<typeof reason>
const STARTED = ['approved', 'running']

/** What stands against starting an experiment in a campaign. */
@Injectable()
export class ObstaclesService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly checks: CheckService,
    private readonly templates: TemplatesService,
  ) {}

  /** @param on the day of the launch */
  async of(
    id: string | null,
    design: ExperimentDesign,
    campaign: CampaignDetail,
    on: string,
  ): Promise<Obstacle[]> {
    const found = [...ofCampaign(campaign), ...(await this.others(id, campaign.id))]
    const refused = await this.refusal(design, campaign)
    // A design that cannot be carried out is not put before the law.
    if (refused !== null) return [...found, refused]
    return [...found, ...sameCells(design, campaign), ...(await this.ofLaw(design, campaign, on))]
  }

  private async others(id: string | null, campaign: string): Promise<Obstacle[]> {
    const { campaignId, state, name, id: key } = experiments
    const running = and(eq(campaignId, campaign), eq(state, 'running'), ne(key, id ?? ''))
    const rows = await this.metadata.db.select({ name }).from(experiments).where(running)
    return rows.map((row) => ({ code: 'another-test-runs', detail: { name: row.name } }))
  }

  /** What the campaign could not carry out. */
  private async refusal(design: ExperimentDesign, { definition }: CampaignDetail): Promise<Obstacle | null> {
    const known = new Set<string>()
    for (const family of templatesOf(design)) {
      const found = await this.templates.family(family).catch(absent)
      if (found !== null) known.add(family)
    }
    try {
      requireCells(design, definition, (family) => known.has(family))
      return null
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const detail = Object.entries(error.details ?? {}).map(([name, value]) => [name, String(value)])
      return {
        code: error.code.replace('experiments/', ''),
        detail: Object.fromEntries(detail) as Obstacle['detail'],
      }
    }
  }

  /** The campaign's own check, once as it would be in each cell that changes something. */
  private async ofLaw(design: ExperimentDesign, campaign: CampaignDetail, on: string): Promise<Obstacle[]> {
    const found: Obstacle[] = []
    for (const cell of design.cells) {
      if (cell.changes.length === 0) continue
      const definition = cellDefinition(campaign.definition, design, cell)
      const { id, version, started_at: started } = campaign
      const given = { id, version, definition, startedAt: started === null ? null : new Date(started) }
      const { findings, errors } = await this.checks.check(given, on)
      const first = findings.find(({ severity }) => severity === 'error')
      if (first === undefined) continue
      const detail = { cell: cell.label, errors, en: first.message.en, fr: first.message.fr }
      found.push({ code: 'cell-refused', detail })
    }
    return found
  }
}

function absent(error: unknown): null {
  if (error instanceof AppError) return null
  throw error
}

const ofCampaign = ({ state, name }: CampaignDetail): Obstacle[] =>
  STARTED.includes(state) ? [] : [{ code: 'campaign-not-approved', detail: { name, state } }]

/** Two cells that do the same to everybody would be compared with themselves. */
function sameCells(design: ExperimentDesign, { definition }: CampaignDetail): Obstacle[] {
  const seen = new Map<string, string>()
  return design.cells.flatMap((cell) => {
    const does = JSON.stringify(cellDefinition(definition, design, cell).scenarios)
    const other = seen.get(does)
    seen.set(does, other ?? cell.label)
    return other === undefined ? [] : [{ code: 'cells-alike', detail: { cell: cell.label, other } }]
  })
}
