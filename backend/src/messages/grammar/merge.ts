import type { Node } from './parse'

/** What the tags of one message become in one kind of output. */
export interface Filling {
  /** the value, escaped for the output; a tag without one is refused here, never left blank */
  write(name: string): string
  /** whether the tag has a value or the flag is set */
  holds(name: string): boolean
}

export function merge(nodes: readonly Node[], filling: Filling): string {
  let merged = ''
  for (const node of nodes) {
    if (node.kind === 'text') merged += node.text
    else if (node.kind === 'tag') merged += filling.write(node.name)
    else merged += merge(filling.holds(node.name) ? node.yes : node.no, filling)
  }
  return merged
}

export interface TagUse {
  readonly name: string
  readonly at: number
  /** used as a condition only */
  readonly condition: boolean
  /** names whose value is certain here, because of the conditions around it */
  readonly guards: ReadonlySet<string>
}

/** Every use of a tag, in order. */
export function tagUses(nodes: readonly Node[], guards: ReadonlySet<string> = new Set()): TagUse[] {
  return nodes.flatMap((node): TagUse[] => {
    if (node.kind === 'text') return []
    const { name, at } = node
    if (node.kind === 'tag') return [{ name, at, condition: false, guards }]
    return [
      { name, at, condition: true, guards },
      ...tagUses(node.yes, new Set([...guards, name])),
      ...tagUses(node.no, guards),
    ]
  })
}
