import type { CampaignCheck, CampaignFinding } from '@relance/backend/contract'

export interface FindingGroup {
  key: string
  /** null: the campaign as a whole */
  place: CampaignFinding['place']
  findings: CampaignFinding[]
}

const RANK = { error: 0, warning: 1, note: 2 }

/** Findings by the step that they are about, those of the whole campaign first, worst first within. */
export function grouped(check: Pick<CampaignCheck, 'findings'>): FindingGroup[] {
  const groups = new Map<string, FindingGroup>()
  for (const finding of check.findings) {
    const { place } = finding
    const key = place === null ? '' : `${place.scenario} ${place.step}`
    const group = groups.get(key) ?? { key, place, findings: [] }
    group.findings.push(finding)
    groups.set(key, group)
  }
  for (const group of groups.values()) group.findings.sort((a, b) => RANK[a.severity] - RANK[b.severity])
  const order = (group: FindingGroup) =>
    group.place === null ? -1 : group.place.scenario === 0 ? 1000 : group.place.scenario
  return [...groups.values()].sort((a, b) => order(a) - order(b))
}
