import { BLOCKS } from './blocks-catalogue'
import { FLAGS } from './flags'
import { SCALARS } from './scalars-catalogue'
import type { Tag } from './tag'

/** Every merge tag there is. */
export const TAGS: readonly Tag[] = [...SCALARS, ...BLOCKS, ...FLAGS]
const BY_NAME: ReadonlyMap<string, Tag> = new Map(TAGS.map((tag) => [tag.name, tag]))

export const tagNamed = (name: string): Tag | undefined => BY_NAME.get(name)
export const TAG_NAMES: readonly string[] = TAGS.map(({ name }) => name)
