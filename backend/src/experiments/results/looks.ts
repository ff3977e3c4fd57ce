import { Inject, Injectable } from '@nestjs/common'
import { and, asc, desc, eq, lt } from 'drizzle-orm'
import { contrastKey } from '@relance/experiments'
import type { ExperimentResults, ScopeResult, SequentialState } from '@relance/experiments'
import { METADATA } from '../../app/tokens'
import { experimentLooks } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { ResultsAnswer } from './results.contract'

interface Shown {
  informationShare: number
  estimate: number | null
  lower: number | null
  upper: number | null
}

/** What was seen at each look: the sequential rule and the reader need it. */
@Injectable()
export class LooksLog {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** What looks at earlier data left behind, by contrast. */
  async before(experimentId: string, cut: string): Promise<Record<string, SequentialState>> {
    const rows = await this.metadata.db
      .select()
      .from(experimentLooks)
      .where(and(eq(experimentLooks.experimentId, experimentId), lt(experimentLooks.cut, cut)))
      .orderBy(asc(experimentLooks.cut))
    return Object.fromEntries(
      rows.map(({ contrast, information, looks, smallestP }) => [
        contrast,
        { information, looks, smallestP },
      ]),
    )
  }

  /** Keeps a look; looking again at the same data is the same look. */
  async keep(experimentId: string, cut: string, results: ExperimentResults): Promise<void> {
    const rows = Object.entries(results.looks).map(([contrast, state]) => ({
      experimentId,
      cut,
      contrast,
      ...state,
      shown: shownOf([results.overall, ...results.segments], contrast),
    }))
    if (rows.length === 0) return
    await this.metadata.db.insert(experimentLooks).values(rows).onConflictDoNothing()
  }

  async list(experimentId: string): Promise<ResultsAnswer['looks']> {
    const rows = await this.metadata.db
      .select()
      .from(experimentLooks)
      .where(eq(experimentLooks.experimentId, experimentId))
      .orderBy(desc(experimentLooks.cut), asc(experimentLooks.contrast))
      .limit(500)
    return rows.map(({ cut, contrast, shown }) => {
      const [segment = '', variant = ''] = contrast.split('|')
      const {
        informationShare = 0,
        estimate = null,
        lower = null,
        upper = null,
      } = (shown ?? {}) as Partial<Shown>
      return { cut, segment, variant, information_share: informationShare, estimate, lower, upper }
    })
  }
}

function shownOf(scopes: readonly ScopeResult[], contrast: string): Shown {
  for (const { segment, variants } of scopes) {
    const found = variants.find(({ variant }) => contrastKey(segment, variant) === contrast)
    if (found === undefined) continue
    const { primary, informationShare } = found
    if (!primary.measurable) return { informationShare, estimate: null, lower: null, upper: null }
    const { estimate, lower, upper } = primary
    return { informationShare, estimate, lower, upper }
  }
  return { informationShare: 0, estimate: null, lower: null, upper: null }
}
