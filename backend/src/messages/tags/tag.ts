import type { Channel, ReactionTrigger, StepKind } from '../../campaigns/campaign.contract'

/** scalar: a piece of text; link: an address; block: a paragraph or table of its own; flag: for conditions only. */
export type TagKind = 'scalar' | 'link' | 'block' | 'flag'
export type Occasion = StepKind | ReactionTrigger

export interface Tag {
  readonly name: string
  readonly kind: TagKind
  readonly meaning: { readonly fr: string; readonly en: string }
  readonly example: { readonly fr: string; readonly en: string }
  /** where it may stand; null: everywhere */
  readonly channels: readonly Channel[] | null
  /**
   * Whether a message has a value for it: always; only sometimes (it must stand inside a condition on it); or on
   * these occasions.
   */
  readonly given: 'always' | 'sometimes' | readonly Occasion[]
}
