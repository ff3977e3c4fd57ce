/** An element with what is in it; names without prefix. */
export interface XmlNode {
  name: string
  text: string
  /** attribute Ccy */
  currency: string
  children: XmlNode[]
}

export const childOf = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  node?.children.find((child) => child.name === name)

export const childrenOf = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node?.children.filter((child) => child.name === name) ?? []

/** The element at the end of a path such as 'RmtInf/Strd'. */
export function nodeAt(node: XmlNode | undefined, path: string): XmlNode | undefined {
  let at = node
  for (const name of path.split('/')) at = childOf(at, name)
  return at
}

/** Trimmed text of the first of the paths that has one, '' where none has. */
export function textAt(node: XmlNode | undefined, ...paths: string[]): string {
  for (const path of paths) {
    const text = nodeAt(node, path)?.text.trim()
    if (text) return text
  }
  return ''
}
