import type { CampaignDefinition, ExperimentDesign } from '@relance/backend/contract'

export type Segment = ExperimentDesign['segments'][number]
export const EVERYONE_ELSE = 'everyone_else'

const partsOf = ({ id, of = [id] }: Segment) => of

/** The segments of a campaign, each tested by itself. */
export const segmentsOf = (
  { scenarios }: Pick<CampaignDefinition, 'scenarios'>,
  nameOf: (segment: string | null) => string,
): Segment[] => scenarios.map(({ segment }) => ({ id: segment ?? EVERYONE_ELSE, name: nameOf(segment) }))

/** Two segments as one, in the place of the one that takes the other in. */
export function merged(segments: readonly Segment[], small: string, into: string): Segment[] {
  const [one, other] = [segments.find(({ id }) => id === into), segments.find(({ id }) => id === small)]
  if (one === undefined || other === undefined || one === other) return [...segments]
  const together = {
    ...one,
    name: `${one.name} + ${other.name}`.slice(0, 120),
    of: [...partsOf(one), ...partsOf(other)],
  }
  return segments
    .filter(({ id }) => id !== small)
    .map((segment) => (segment.id === into ? together : segment))
}

/** A merged segment taken apart again, its parts where it stood. */
export const parted = (segments: readonly Segment[], id: string, all: readonly Segment[]): Segment[] =>
  segments.flatMap((segment) =>
    segment.id === id
      ? partsOf(segment).flatMap((part) => all.find((one) => one.id === part) ?? [])
      : [segment],
  )

/** Weights of segments that there still are. */
export const keptWeights = (weights: ExperimentDesign['weights'], segments: readonly Segment[]) =>
  Object.fromEntries(Object.entries(weights).filter(([id]) => segments.some((segment) => segment.id === id)))
