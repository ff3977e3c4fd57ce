/** An element of a document; namespaces are left out, because prefixes vary and local names do not. */
export interface XmlNode {
  /** local name */
  name: string
  /** its own text, without that of its children, trimmed */
  text: string
  /** as written, prefixes included */
  attributes: Readonly<Record<string, string>>
  children: XmlNode[]
}

export const emptyNode: XmlNode = { name: '', text: '', attributes: {}, children: [] }

/** The first child of that name; several names: the first child that has one of them. */
export function child(node: XmlNode, ...names: string[]): XmlNode | undefined {
  return node.children.find(({ name }) => names.includes(name))
}

/** All children of that name. */
export function children(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((one) => one.name === name)
}

/** The element at the end of a path of first children; an empty one where the path breaks off. */
export function at(node: XmlNode, ...path: string[]): XmlNode {
  let found: XmlNode | undefined = node
  for (const name of path) {
    found = found.children.find((one) => one.name === name)
    if (!found) return emptyNode
  }
  return found
}

/** Text at the end of a path of first children; empty where there is none. */
export const textAt = (node: XmlNode, ...path: string[]): string => at(node, ...path).text

/** The first text that is not empty. */
export const firstText = (...texts: (string | undefined)[]): string =>
  texts.find((text) => text !== undefined && text !== '') ?? ''
